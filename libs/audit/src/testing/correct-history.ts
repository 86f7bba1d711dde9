import fc from 'fast-check';
import type { SessionFacts } from '#libs/revocation-index';
import { HistoryBuilder } from './history-builder.js';

/** One thing that happens; numbers choose among what there is. */
type Step = readonly [what: (builder: HistoryBuilder, chosen: SessionFacts) => unknown, choice: number];

const steps: readonly Step[0][] = [
  (run) => run.link(),
  (run) => run.link({ sub: 'bob', kind: 'phone' }),
  (run, one) => run.serve(one),
  (run, one) => run.serve(one),
  (run, one) => run.disconnect(one),
  (run, one) => run.connect(one),
  (run, one) => run.list(one.sub),
  (run, one) => run.pass(one.seq * 100),
  (run, one) => run.signOutOne(one),
  (run, one) => run.signOutAll(one.sub),
  (run, one) => run.signOutAll(one.sub, one.sid),
  (run, one) => run.revoke({ type: 'class', cutoff: run.draw(), kinds: [one.kind] }),
];

/** Any run in which all went well, of two accounts and up to forty things that happen. */
export const correctHistory: fc.Arbitrary<HistoryBuilder> = fc
  .array(fc.tuple(fc.constantFrom(...steps), fc.nat()), { maxLength: 40 })
  .map((happening) => {
    const builder = new HistoryBuilder();
    builder.link();
    builder.link({ sub: 'bob', kind: 'phone' });
    for (const [what, choice] of happening) {
      what(builder, builder.sessions[choice % builder.sessions.length]!);
    }
    return builder;
  });
