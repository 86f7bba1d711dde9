import { useState } from 'react';
import { Face } from '../app/Face.js';
import { Brand } from '../app/Brand.js';
import { Picture } from '../app/Picture.js';
import type { Screen } from '../app/screen.js';
import { rowsOf } from '../app/rows.js';
import type { Title } from '../app/shapes.js';
import type { StreamingApp } from '../app/streaming-app.js';
import { Problem } from './Problem.js';
import { RemoteButton } from './RemoteButton.js';

export function Shelf({ app, screen }: { app: StreamingApp; screen: Screen }) {
  const { shelf, profile, problem } = screen;
  const [looked, setLooked] = useState<Title | null>(null);
  if (shelf === null) {
    return problem === null ? <p className="plain">One moment…</p> : <Problem app={app} problem={problem} />;
  }
  const shown = looked ?? shelf.titles[0];
  const rows = rowsOf(shelf);
  return (
    <section className="shelf">
      {shown !== undefined && (
        <div className="hero" key={shown.id}>
          <Picture app={app} title={shown} />
          <div className="hero-words">
            <h1>{shown.title}</h1>
            <p className="facts">
              {shown.year} · {shown.minutes} min
            </p>
            <p className="synopsis">{shown.synopsis}</p>
          </div>
        </div>
      )}
      <header className="bar">
        <Brand />
        <p className="bar-right">
          {shelf.card !== null && (
            <span className="card">
              {shelf.card.brand} •••• {shelf.card.last4}
            </span>
          )}
          {profile !== null && (
            <RemoteButton press={() => app.back()} look="who" label={`${profile.name}: change profile`}>
              <Face profile={profile} />
            </RemoteButton>
          )}
          <RemoteButton press={() => app.signOutHere()} look="quiet small">
            Sign out here
          </RemoteButton>
        </p>
      </header>
      <div className="rows">
        {rows.map(({ name, titles }, rowIndex) => (
          <div className="shelf-row" data-row key={name}>
            <h2>{name}</h2>
            <div className="posters">
              {titles.map(({ title, share }, index) => (
                <RemoteButton
                  key={title.id}
                  press={() => void app.play(title)}
                  first={rowIndex === 0 && index === 0}
                  look="poster"
                  label={`Play ${title.title}`}
                  focused={() => setLooked(title)}
                >
                  <Picture app={app} title={title} />
                  {share !== null && (
                    <meter className="seen" min={0} max={1} value={share} aria-label="Watched" />
                  )}
                </RemoteButton>
              ))}
            </div>
          </div>
        ))}
      </div>
      {problem !== null && <Problem app={app} problem={problem} />}
    </section>
  );
}
