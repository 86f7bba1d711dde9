import type { Screen } from '../app/screen.js';
import type { StreamingApp } from '../app/streaming-app.js';
import { Problem } from './Problem.js';
import { RemoteButton } from './RemoteButton.js';
import { Face } from '../app/Face.js';

export function Profiles({ app, screen: { profiles, problem } }: { app: StreamingApp; screen: Screen }) {
  if (problem !== null) return <Problem app={app} problem={problem} />;
  return (
    <section className="profiles">
      <h1>Who’s watching?</h1>
      <div className="profile-row">
        {profiles?.map((profile, index) => (
          <RemoteButton
            key={profile.id}
            press={() => void app.choose(profile)}
            first={index === 0}
            look="profile"
          >
            <Face profile={profile} />
            <span>{profile.name}</span>
          </RemoteButton>
        ))}
      </div>
    </section>
  );
}
