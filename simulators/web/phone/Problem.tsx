import type { Problem as ScreenProblem } from '../app/screen.js';
import type { StreamingApp } from '../app/streaming-app.js';

export function Problem({ app, problem }: { app: StreamingApp; problem: ScreenProblem }) {
  return (
    <div className="problem" role="alert">
      <p>{problem.words}</p>
      <button type="button" className="button" onClick={() => app.again()}>
        Try again
      </button>
    </div>
  );
}
