import { Brand } from '../app/Brand.js';
import { Face } from '../app/Face.js';
import { Picture } from '../app/Picture.js';
import { rowsOf } from '../app/rows.js';
import type { Screen } from '../app/screen.js';
import type { StreamingApp } from '../app/streaming-app.js';
import { Problem } from './Problem.js';

export function Shelf({ app, screen }: { app: StreamingApp; screen: Screen }) {
  const { shelf, profile, problem } = screen;
  return (
    <>
      <header className="bar">
        <h1 className="unseen">Films</h1>
        <Brand />
        {profile !== null && (
          <button type="button" aria-label={`${profile.name}: change profile`} onClick={() => app.back()}>
            <Face profile={profile} />
          </button>
        )}
      </header>
      {problem !== null && <Problem app={app} problem={problem} />}
      {shelf === null && problem === null && <p className="plain">One moment…</p>}
      {shelf !== null && (
        <div className="rows">
          {rowsOf(shelf).map(({ name, titles }) => (
            <section key={name}>
              <h2>{name}</h2>
              <div className="posters">
                {titles.map(({ title, share }) => (
                  <button
                    type="button"
                    key={title.id}
                    aria-label={`Play ${title.title}`}
                    onClick={() => void app.play(title)}
                  >
                    <Picture app={app} title={title} />
                    {share !== null && (
                      <meter className="seen" min={0} max={1} value={share} aria-label="Watched" />
                    )}
                  </button>
                ))}
              </div>
            </section>
          ))}
          <footer className="kept">
            {shelf.card !== null && (
              <p>
                {shelf.card.brand} •••• {shelf.card.last4}, until {shelf.card.expires}
              </p>
            )}
            <button type="button" className="button button-quiet" onClick={() => app.signOutHere()}>
              Sign out here
            </button>
          </footer>
        </div>
      )}
    </>
  );
}
