import { useScreen } from '../app/use-app.js';
import type { StreamingApp } from '../app/streaming-app.js';
import { Enrolment } from './Enrolment.js';
import { Film } from './Film.js';
import { Profiles } from './Profiles.js';
import { Shelf } from './Shelf.js';

/** The set: a picture of 16 to 9, whatever the window is, in which all is measured by its width. */
export function Television({ app }: { app: StreamingApp }) {
  const screen = useScreen(app);
  return (
    <main className={`set set-${screen.at}`} aria-label="Television">
      {pictureOf()}
    </main>
  );

  function pictureOf() {
    switch (screen.at) {
      case 'starting':
        return <p className="plain">One moment…</p>;
      case 'elsewhere':
        return <p className="plain">This TV is on in another window. Close that one, and it goes on here.</p>;
      case 'broken':
        return <p className="plain">This TV could not start. Load the page again.</p>;
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
}
