import { Counter, Gauge, type Registry } from 'prom-client';
import type { EnforcementState } from '../options.js';

/** What is shown of a point. */
export type EnforcementFigures = Pick<
  EnforcementState,
  'fresh' | 'held' | 'polls' | 'failedPolls' | 'gaps' | 'servedUnderGrace' | 'refusedNotFresh'
>;

/**
 * Shows how an enforcement point stands, whichever process it is in: each figure under the prefix of its process, and
 * looked up when somebody asks.
 * @param prefix such as `signoff_gateway`
 */
export function watchEnforcement(
  registry: Registry,
  prefix: string,
  point: { readonly state: EnforcementFigures },
): void {
  gauge('fresh', 'Whether this point can tell who is signed in: 1, or 0.', ({ fresh }) => (fresh ? 1 : 0));
  gauge(
    'revoked_sessions',
    'Revoked sessions held, those of whole accounts and classes apart.',
    ({ held }) => {
      return held.sids;
    },
  );
  counter('served_under_grace', 'Judgements within a grace.', (state) => state.servedUnderGrace);
  counter('refused_not_fresh', 'Judgements refused, since it could not be told.', (state) => {
    return state.refusedNotFresh;
  });
  counter('snapshot_polls', 'Times the account API was asked.', ({ polls }) => polls);
  counter('snapshot_polls_failed', 'Times it gave no answer, or none in time.', ({ failedPolls }) => {
    return failedPolls;
  });
  counter('stream_gaps', 'Times the events were read anew, from a snapshot on.', ({ gaps }) => gaps);

  function gauge(name: string, help: string, value: (state: EnforcementFigures) => number): void {
    new Gauge({
      name: `${prefix}_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(value(point.state));
      },
    });
  }

  function counter(name: string, help: string, value: (state: EnforcementFigures) => number): void {
    new Counter({
      name: `${prefix}_${name}_total`,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(value(point.state));
      },
    });
  }
}
