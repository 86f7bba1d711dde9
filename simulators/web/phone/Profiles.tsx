import { Face } from '../app/Face.js';
import type { Screen } from '../app/screen.js';
import type { StreamingApp } from '../app/streaming-app.js';
import { Problem } from './Problem.js';

export function Profiles({ app, screen: { profiles, problem } }: { app: StreamingApp; screen: Screen }) {
  if (problem !== null) return <Problem app={app} problem={problem} />;
  return (
    <section className="profiles">
      <h1>Who’s watching?</h1>
      <div className="faces">
        {profiles?.map((profile) => (
          <button type="button" key={profile.id} onClick={() => void app.choose(profile)}>
            <Face profile={profile} />
            <span>{profile.name}</span>
          </button>
        ))}
      </div>
    </section>
  );
}
