import { startPage } from '../app/start-page.js';
import { Television } from './Television.js';
import { obeyRemote } from './remote.js';
import './tv.css';

startPage({ kind: 'tv', name: 'Living room TV', model: 'Aurora 55' }, (app) => {
  obeyRemote(() => app.back());
  return <Television app={app} />;
});
