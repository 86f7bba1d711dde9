import { FilmView } from '../app/FilmView.js';
import type { Screen } from '../app/screen.js';
import type { StreamingApp } from '../app/streaming-app.js';
import { Problem } from './Problem.js';

export function Film({ app, screen: { title, problem, profile } }: { app: StreamingApp; screen: Screen }) {
  return (
    <section className="film" aria-label={title === null ? 'Film' : `Playing ${title.title}`}>
      <div className="film-top">
        <button type="button" className="film-back" onClick={() => app.back()}>
          ‹ Back
        </button>
      </div>
      <FilmView app={app} />
      {problem === null ? (
        <div className="film-words">
          <h1>{title?.title}</h1>
          <p className="facts">
            {title?.year} · {title?.minutes} min · {profile?.name}
          </p>
          <p>{title?.synopsis}</p>
        </div>
      ) : (
        <Problem app={app} problem={problem} />
      )}
    </section>
  );
}
