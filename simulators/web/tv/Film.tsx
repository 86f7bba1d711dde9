import { FilmView } from '../app/FilmView.js';
import type { Screen } from '../app/screen.js';
import type { StreamingApp } from '../app/streaming-app.js';
import { Problem } from './Problem.js';
import { RemoteButton } from './RemoteButton.js';

export function Film({ app, screen: { title, problem, profile } }: { app: StreamingApp; screen: Screen }) {
  return (
    <section className="film" aria-label={title === null ? 'Film' : `Playing ${title.title}`}>
      <FilmView app={app} />
      {problem === null ? (
        <div className="film-words">
          <RemoteButton press={() => app.back()} first look="quiet small">
            ‹ Back
          </RemoteButton>
          <p>
            <b>{title?.title}</b>
            <span>{profile?.name}</span>
          </p>
        </div>
      ) : (
        <Problem app={app} problem={problem} />
      )}
    </section>
  );
}
