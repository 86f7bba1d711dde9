import type { Mutation } from '../../support/mutants/mutated-build.js';

/** A fault somebody could make, as a change of the product's source; and the promise it breaks. */
export interface PlantedBug {
  readonly name: string;
  readonly changes: readonly Mutation[];
}

export const PLANTED: readonly PlantedBug[] = [
  {
    name: 'check before register',
    changes: [
      {
        file: 'apps/push-gateway/src/admission/admission.ts',
        find: `    connection.stage = 'registered';
    this.hub.register(connection);
    const judgement = await this.point.judge(connection);
    if (!isStill(connection, 'registered')) return;`,
        replace: `    const judgement = await this.point.judge(connection);
    await new Promise((resolve) => setImmediate(resolve));
    if (!isStill(connection, 'verifying')) return;
    connection.stage = 'registered';
    this.hub.register(connection);`,
      },
    ],
  },
  {
    name: 'relay by id order',
    changes: [
      {
        file: 'libs/outbox/src/relay.ts',
        find: `    const rows = await this.store.lease({ by, leaseMs, olderThanMs, limit: batch });`,
        replace: `    const leased = await this.store.lease({ by, leaseMs, olderThanMs, limit: batch });
    const rows = leased.filter(({ id }) => id > this.lastId);
    this.lastId = Math.max(this.lastId, ...leased.map(({ id }) => id));`,
      },
      {
        file: 'libs/outbox/src/relay.ts',
        find: `  #running: Promise<void> | null = null;`,
        replace: `  #running: Promise<void> | null = null;
  private lastId = 0;`,
      },
    ],
  },
  {
    name: 'step past a poison record',
    changes: [
      {
        file: 'libs/enforcement/src/stream/following.ts',
        find: `    const read = await this.options.read(record);
    this.#next.set(record.partition, record.offset + 1n);`,
        replace: `    const read = await this.options.read(record).catch(() => null);
    this.#next.set(record.partition, record.offset + 1n);
    if (read === null) return applied.pass(record.offset);`,
      },
    ],
  },
  {
    name: 'merge that forgets exceptSid',
    changes: [
      {
        file: 'libs/revocation-index/src/revocation-index.ts',
        find: `  outer.cutoff >= inner.cutoff && (outer.exceptSid === undefined || outer.exceptSid === inner.exceptSid);`,
        replace: `  outer.cutoff >= inner.cutoff;`,
      },
    ],
  },
  {
    name: 'cut-off drawn before the lock',
    changes: [
      {
        file: 'apps/account-api/src/revocations/postgres/revoke-account.sql.ts',
        find: `  await tx.query('SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE', [sub]);`,
        replace: `  const [drawn] = await tx.query<{ cutoff: number }>(\`SELECT nextval('session_seq') AS cutoff\`);
  await tx.query('SELECT 1 FROM accounts WHERE id = $1 FOR UPDATE', [sub]);`,
      },
      {
        file: 'apps/account-api/src/revocations/postgres/revoke-account.sql.ts',
        find: `
  const [drawn] = await tx.query<{ cutoff: number }>(\`SELECT nextval('session_seq') AS cutoff\`);
  const { cutoff } = drawn!;`,
        replace: `
  const { cutoff } = drawn!;`,
      },
    ],
  },
  {
    name: 'report before the responses are gone',
    changes: [
      {
        file: 'libs/enforcement/src/stream/following.ts',
        find: `    this.#apply(read.event, record).then(`,
        replace: `    void this.#apply(read.event, record);
    Promise.resolve().then(`,
      },
    ],
  },
  {
    name: 'marked as sent before it is',
    changes: [
      {
        file: 'libs/outbox/src/publisher.ts',
        find: `      const position = await this.stream.publish(record);
      sending = false;`,
        replace: `      await this.store.markSent([row.id]);
      const position = await this.stream.publish(record);
      sending = false;`,
      },
    ],
  },
  {
    name: 'fresh by a timer’s flag',
    changes: [
      {
        file: 'libs/enforcement/src/freshness/lease.ts',
        find: `  look(): NotFresh | null {
    const now = this.now();
    const why = standing(this.#facts, now);`,
        replace: `  look(): NotFresh | null {
    const now = this.now();
    if (this.flag === undefined) {
      setInterval(() => void (this.flag = standing(this.#facts, this.now())), 250);
      this.flag = standing(this.#facts, now);
    }
    const why = this.flag;`,
      },
      {
        file: 'libs/enforcement/src/freshness/lease.ts',
        find: `  #fresh = false;`,
        replace: `  #fresh = false;
  private flag: NotFresh | null | undefined = undefined;`,
      },
    ],
  },
  {
    name: 'what was deleted unread is not missed',
    changes: [
      {
        file: 'apps/account-api/src/enforcement-points/blocked-clock.ts',
        find: `    return this.lost.mayBeYoungerThan(COUNTED_OUT_AFTER_MS);`,
        replace: `    return false;`,
      },
    ],
  },
  {
    name: 'the snapshot first, the end offsets second',
    changes: [
      {
        file: 'libs/enforcement/src/stream/reading.ts',
        find: `    const from = await stream.endOffsets(topic);
    await reread();`,
        replace: `    await reread();
    const from = await stream.endOffsets(topic);`,
      },
    ],
  },
  {
    name: 'a refresh that does not ask whether the session is over',
    changes: [
      {
        file: 'apps/account-api/src/tokens/access-token-claims.ts',
        find: `    if (over !== null) throw await this.#refused(over);
    if (!redemption)`,
        replace: `    if (over !== null && redemption) throw await this.#refused(over);
    if (!redemption)`,
      },
    ],
  },
  {
    name: 'an event is believed whatever session it covers',
    changes: [
      {
        file: 'libs/device-client/src/sign-out/believe-event.ts',
        find: `    if (!covers(event.predicate, session)) return null;`,
        replace: ``,
      },
    ],
  },
];
