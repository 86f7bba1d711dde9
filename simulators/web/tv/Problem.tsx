import type { Problem as ScreenProblem } from '../app/screen.js';
import type { StreamingApp } from '../app/streaming-app.js';
import { RemoteButton } from './RemoteButton.js';

export function Problem({ app, problem }: { app: StreamingApp; problem: ScreenProblem }) {
  return (
    <section className="problem" role="alert">
      <p>{problem.words}</p>
      <div className="row">
        <RemoteButton press={() => app.again()} first look="primary">
          Try again
        </RemoteButton>
        {problem.again !== 'profiles' && (
          <RemoteButton press={() => app.back()} look="quiet">
            Back
          </RemoteButton>
        )}
      </div>
    </section>
  );
}
