import { setTimeout as delay } from 'node:timers/promises';
import type { FindingKind } from '#libs/audit';
import { until } from '../support/account-api/until.js';
import type { Fault, Row } from './fault.js';
import type { Rig } from './rig.js';
import { served } from './trial.js';

const LOST: ReadonlySet<FindingKind> = new Set([
  'blocked-too-late',
  'left-out',
  'active-though-revoked',
  'covered-though-not-shown',
]);
const WRONGLY_ENDED: ReadonlySet<FindingKind> = new Set([
  'ended-though-living',
  'refused-though-living',
  'shown-though-not-covered',
]);
const LET_IN: ReadonlySet<FindingKind> = new Set([
  'begun-after-blocked',
  'written-after-blocked',
  'plays-after-sign-out',
]);

/** A fault takes as long as it takes; what was answered is in force and confirmed this long after, or it is lost. */
const LIMITS = { blockedWithinMs: 120_000, confirmedWithinMs: 120_000, toleranceMs: 5 };
/** The load goes on before the fault and after it is healed. */
const UNSENT = 'SELECT count(*)::int AS count FROM outbox WHERE sent_at IS NULL';
const SENT_WITHIN_MS = 60_000;
const AROUND_MS = { full: 2_000, short: 0 };

/** Runs one fault under load, and judges what came of it from outside. Each finding counts in the first row that has it. */
export class Rows {
  readonly #known = new Set<string>();
  #judged = 0;

  constructor(private readonly rig: Rig) {}

  async row(fault: Fault): Promise<Row> {
    const { load, form } = this.rig;
    load.go();
    await delay(AROUND_MS[form]);
    const beganAt = performance.now();
    const { end, restore, complaints } = await fault.begin(this.rig);
    let isEnded = false;
    let isRestored = false;
    const restored = async (): Promise<void> => {
      if (isRestored) return;
      isRestored = true;
      await restore?.();
    };
    try {
      await delay(Math.max(0, fault.lastsMs[form] - (performance.now() - beganAt)));
      await end?.();
      isEnded = true;
      const endedAt = performance.now();
      await load.healed();
      const healMs = performance.now() - endedAt;
      await delay(AROUND_MS[form]);
      await load.pause();
      const answered = load.ledger.answeredBetween(beganAt, Infinity);
      const found = [...((await complaints?.()) ?? [])];
      return await this.#judge({ id: fault.id, load: load.sessions, answered, healMs }, found, restored);
    } catch (error) {
      // The next row begins with all in place.
      if (!isEnded) await end?.();
      await restored();
      throw error;
    }
  }

  async #judge(
    row: Pick<Row, 'id' | 'load' | 'answered' | 'healMs'>,
    complaints: readonly string[],
    restored: () => Promise<void>,
  ): Promise<Row> {
    await restored();
    const { load, log, stack } = this.rig;
    const found = [...complaints, ...load.wrongs.splice(0), ...(await this.#unsent())];
    const notInForce = load.ledger.notInForce();
    await log.lookAgain();
    const over = load.ledger.signOuts.slice(this.#judged).flatMap((one) => one.over);
    this.#judged = load.ledger.signOuts.length;
    const stillServed = await served(this.rig, over);
    const innocent = (await Promise.all(load.innocents.map((one) => one.complaints()))).flat();
    const { findings } = await log.audit(stack.room, LIMITS, performance.now());
    const fresh = findings.filter(({ sentence }) => !this.#known.has(sentence));
    for (const { sentence } of fresh) this.#known.add(sentence);
    const of = (kinds: ReadonlySet<FindingKind>): number =>
      fresh.filter(({ kind }) => kinds.has(kind)).length;
    found.push(...notInForce.map(({ id }) => `revocation ${id} was answered and is not in force`));
    found.push(...stillServed, ...innocent, ...fresh.map(({ kind, sentence }) => `${kind}: ${sentence}`));
    return {
      ...row,
      lost: notInForce.length + of(LOST),
      wronglyEnded: innocent.length + of(WRONGLY_ENDED),
      letIn: stillServed.length + of(LET_IN),
      healMs: Math.round(row.healMs),
      found,
    };
  }

  /** In force by polls is not told yet: every event must have left the database, whoever committed it. */
  async #unsent(): Promise<readonly string[]> {
    const { room } = this.rig.stack;
    const areSent = async (): Promise<boolean> =>
      (await room.query<{ count: number }>(UNSENT))[0]?.count === 0;
    return until('every event has left the outbox', areSent, SENT_WITHIN_MS).then(
      () => [],
      (error: Error) => [error.message],
    );
  }
}
