import { startPage } from '../app/start-page.js';
import { Phone } from './Phone.js';
import './phone.css';

startPage({ kind: 'phone', name: 'My phone', model: 'Pocket 5' }, (app) => <Phone app={app} />);
