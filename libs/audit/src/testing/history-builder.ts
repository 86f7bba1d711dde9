import { covers, type Predicate, type SessionFacts } from '#libs/revocation-index';
import type { AnswerEntry, DeviceEntry, History, PointEntry, ShownEntry, ShownState } from '../history.js';

const POINT = 'gateway-1';

/**
 * Writes the history of a run in which all went well, step by step, at a clock of its own. A spec then plants
 * what went wrong: the entries are arrays to add to and to change.
 */
export class HistoryBuilder {
  readonly sessions: SessionFacts[] = [];
  readonly answers: AnswerEntry[] = [];
  readonly points: PointEntry[] = [];
  readonly devices: DeviceEntry[] = [];
  now = 0;
  readonly #online = new Set<string>();
  readonly #over = new Set<string>();
  readonly #confirmed = new Set<string>();
  /** What each revocation ended, to be shown again. */
  readonly #ended = new Map<
    string,
    { readonly blockedAt: number; readonly sessions: readonly SessionFacts[] }
  >();
  #drawn = 0;

  pass(ms: number): this {
    this.now += ms;
    return this;
  }

  /** The next number of the one sequence that `seq` and cut-offs are drawn from. */
  draw(): number {
    return ++this.#drawn;
  }

  /** A device is linked, and connects. */
  link(overrides: Partial<SessionFacts> = {}): SessionFacts {
    const seq = this.draw();
    const facts = {
      sub: 'ann',
      seq,
      sid: `s${seq}`,
      kind: 'tv',
      model: 'Aurora 55',
      appVersion: '1.0.0',
      ...overrides,
    };
    this.sessions.push(facts);
    this.#device(facts, 'linked');
    this.connect(facts);
    return facts;
  }

  /** Let in while it is living; else refused, and it confirms a sign-out it had missed. */
  connect(facts: SessionFacts): this {
    const { sid } = facts;
    this.pass(1);
    if (this.#over.has(sid)) {
      this.#point(facts, { type: 'refused', because: 'revoked' });
      if (!this.#confirmed.has(sid)) this.#confirm(facts);
      return this;
    }
    this.#point(facts, { type: 'opened' });
    this.#online.add(sid);
    return this.#device(facts, 'online');
  }

  disconnect(facts: SessionFacts): this {
    if (!this.#online.delete(facts.sid)) return this;
    this.pass(1);
    return this.#device(facts, 'offline');
  }

  /** A response and its bytes to a living session; an error to one that is over. */
  serve(facts: SessionFacts): this {
    this.pass(1);
    if (this.#over.has(facts.sid)) return this.#point(facts, { type: 'began', status: 401 });
    this.#device(facts, 'playing');
    return this.#point(facts, { type: 'began', status: 200 }).#point(facts, { type: 'wrote', bytes: 4096 });
  }

  /** Pressed, answered, served to the last moment, blocked, told, confirmed and shown. */
  revoke(predicate: Predicate): string {
    const id = `r${this.answers.length + 1}`;
    const sessions = this.sessions.filter((facts) => covers(predicate, facts) && !this.#over.has(facts.sid));
    const pressedAt = this.now;
    this.pass(2);
    this.answers.push({
      type: 'revoked',
      id,
      predicate,
      pressedAt,
      answeredAt: this.now,
      awaitsReceipt: true,
    });
    this.answers.push(this.#view(id, sessions, null));
    for (const facts of sessions) if (this.#online.has(facts.sid)) this.serve(facts);
    for (const { sid } of sessions) this.#over.add(sid);
    this.pass(1);
    this.#ended.set(id, { blockedAt: this.now, sessions });
    for (const facts of sessions) {
      if (!this.#online.delete(facts.sid)) continue;
      this.pass(1);
      this.#confirm(facts);
      this.#point(facts, { type: 'refused', because: 'revoked' });
      this.#device(facts, 'offline');
    }
    return this.show(id);
  }

  signOutOne = ({ sid }: SessionFacts): string => this.revoke({ type: 'session', sid });

  signOutAll(sub = 'ann', exceptSid?: string): string {
    const cutoff = this.draw();
    return this.revoke({ type: 'account', sub, cutoff, ...(exceptSid === undefined ? {} : { exceptSid }) });
  }

  show(id: string): string {
    const { sessions, blockedAt } = this.#ended.get(id)!;
    this.pass(1);
    this.answers.push(this.#view(id, sessions, blockedAt));
    return id;
  }

  list(sub = 'ann'): this {
    const sessions = this.sessions
      .filter((facts) => facts.sub === sub)
      .map(({ sid }) => ({
        sid,
        state: this.#over.has(sid) ? ('signed-out' as const) : ('active' as const),
      }));
    this.pass(1).answers.push({ type: 'listed', sub, askedAt: this.now, answeredAt: this.now + 1, sessions });
    return this.pass(1);
  }

  /** Everything is shown once more, as who writes a history should do before the logs are closed. */
  build(afterMs = 60_000): History {
    for (const id of this.#ended.keys()) this.show(id);
    const { sessions, answers, points, devices } = this;
    return { endedAt: this.now + afterMs, sessions, answers, points, devices };
  }

  #confirm(facts: SessionFacts): void {
    const { sid } = facts;
    this.devices.push({ type: 'signed-out', at: this.now, sid, by: 'event' });
    this.pass(1);
    this.#device(facts, 'receipt-stored');
    this.#confirmed.add(sid);
  }

  #device({ sid }: SessionFacts, type: Exclude<DeviceEntry['type'], 'signed-out'>): this {
    this.devices.push({ type, at: this.now, sid });
    return this;
  }

  #point({ sid }: SessionFacts, what: Did): this {
    this.points.push({ at: this.now, point: POINT, sid, ...what });
    return this;
  }

  #view(id: string, sessions: readonly SessionFacts[], blockedAt: number | null): ShownEntry {
    const devices = sessions.map(({ sid }) => ({ sid, state: this.#state(sid, blockedAt) }));
    const confirmed = devices.filter(({ state }) => state === 'confirmed').length;
    const counts = { devices: devices.length, confirmed };
    return { type: 'shown', id, at: this.now, blockedAt, devices, counts };
  }

  #state(sid: string, blockedAt: number | null): ShownState {
    if (this.#confirmed.has(sid)) return 'confirmed';
    return blockedAt === null ? 'blocking' : 'not-reached';
  }
}

type Did = PointEntry extends infer Entry
  ? Entry extends unknown
    ? Omit<Entry, 'at' | 'point' | 'sid'>
    : never
  : never;
