import type { Screen } from '../app/screen.js';
import type { StreamingApp } from '../app/streaming-app.js';
import { useScreen } from '../app/use-app.js';
import { Enrolment } from './Enrolment.js';
import { Film } from './Film.js';
import { Profiles } from './Profiles.js';
import { Shelf } from './Shelf.js';

export function Phone({ app }: { app: StreamingApp }) {
  const screen = useScreen(app);
  return (
    <main className={`phone phone-${screen.at}`} aria-label="Phone">
      <Content app={app} screen={screen} />
    </main>
  );
}

function Content({ app, screen }: { app: StreamingApp; screen: Screen }) {
  switch (screen.at) {
    case 'starting':
      return <p className="plain">One moment…</p>;
    case 'elsewhere':
      return (
        <p className="plain">This phone is on in another window. Close that one, and it goes on here.</p>
      );
    case 'broken':
      return <p className="plain">This phone could not start. Load the page again.</p>;
    case 'enrolment':
    case 'asking':
    case 'code':
      return <Enrolment app={app} screen={screen} />;
    case 'profiles':
      return <Profiles app={app} screen={screen} />;
    case 'shelf':
      return <Shelf app={app} screen={screen} />;
    case 'film':
      return <Film app={app} screen={screen} />;
  }
}
