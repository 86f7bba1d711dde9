import { setTimeout as delay } from 'node:timers/promises';
import type { FleetArguments } from '../arguments.js';
import type { Control } from '../control.js';
import type { FleetAccount } from '../crew/accounts.js';
import type { Crew } from '../crew/crew.js';
import type { Installation } from '../installation/installation.js';
import type { Pressed } from '../people/owner.js';
import type { Progress } from '../progress/bar.js';
import { Latencies } from '../witness/latencies.js';
import { show, type Press, type Presses } from '../witness/press.js';
import type { Witness } from '../witness/witness.js';
import type { JudgedBy } from '../judging/judge.js';

const LOOK_EVERY_MS = 100;

/** What a scenario plays with. */
export class Scene {
  /** What this scenario measures besides sign-outs. */
  readonly latencies: Latencies[] = [];
  /** Facts worth a line of the report. */
  readonly notes: string[] = [];

  constructor(
    readonly args: FleetArguments,
    readonly installation: Installation,
    readonly prefix: string,
    readonly crew: Crew,
    readonly witness: Witness,
    readonly presses: Presses,
    readonly progress: Progress,
    readonly control: Control | null,
    readonly limits: JudgedBy,
  ) {}

  measure(id: string, title: string): Latencies {
    const latencies = new Latencies(id, title);
    this.latencies.push(latencies);
    return latencies;
  }

  /** The owner of a session signs that one device out. */
  async signOutOne(sid: string): Promise<Press> {
    const { device } = this.#linked(sid);
    const { owner } = this.crew.accountOf(device);
    const pressed = await owner.revokeSession(sid);
    return this.#pressed(pressed, 'one device', { type: 'session', sid });
  }

  /** An owner signs out of all devices, and not of the browser at hand. */
  async signOutAll(account: FleetAccount): Promise<Press> {
    const mine = this.sessionsOf(account);
    const pressed = await account.owner.revokeOthers();
    const cutoff = Math.max(0, ...mine.map(({ seq }) => seq));
    const sub = mine[0]?.sub ?? '';
    return this.#pressed(pressed, 'a household', { type: 'account', sub, cutoff });
  }

  /** Every session its devices have had, over or not. */
  sessionsOf({
    devices,
  }: FleetAccount): readonly { readonly sid: string; readonly sub: string; readonly seq: number }[] {
    const mine = new Set(devices);
    const found = [];
    for (const { facts, device } of this.witness.sessions.values()) if (mine.has(device)) found.push(facts);
    return found;
  }

  /**
   * Once its connected devices have given their receipts, looks until the source shows that, and that all is
   * blocked; or until the time is over.
   * @returns whether a device was away at the last look, and may yet answer
   */
  async settled(press: Press, account: FleetAccount): Promise<boolean> {
    const until = performance.now() + this.limits.confirmedWithinMs;
    const left = (): number => Math.max(0, until - performance.now());
    const { predicate } = press;
    const mine =
      predicate.type === 'session' ? [predicate.sid] : this.sessionsOf(account).map(({ sid }) => sid);
    await this.witness.whenever(() => mine.every((sid) => this.#hasAnswered(sid)), left());
    for (;;) {
      const { view, answeredAt } = await account.owner.revocation(press.id);
      const isDone = view.blockedAt !== null && view.devices.every(({ state }) => !UNDER_WAY.has(state));
      if (isDone || left() === 0) {
        this.#show(press, answeredAt, view);
        return view.devices.some(({ state }) => state === AWAY);
      }
      await delay(LOOK_EVERY_MS);
    }
  }

  /** Its receipt is stored; or it is away, and nobody knows when it will answer. */
  #hasAnswered(sid: string): boolean {
    const isStored = typeof this.witness.timesOf(sid)?.storedAt === 'number';
    return isStored || this.witness.standing(sid) === 'offline';
  }

  #pressed({ view, askedAt, answeredAt }: Pressed, title: string, predicate: Press['predicate']): Press {
    const press = this.presses.add({ id: view.id, title, predicate, pressedAt: askedAt, answeredAt });
    this.#show(press, answeredAt, view);
    return press;
  }

  #show(press: Press, at: number, view: Pressed['view']): void {
    show(press, at, view, (sid) => this.witness.sessions.has(sid));
  }

  #linked(sid: string): { readonly device: number } {
    const linked = this.witness.sessions.get(sid);
    if (linked === undefined) throw new Error(`no device of the fleet has session ${sid}`);
    return linked;
  }
}

const AWAY = 'not-reached';
const UNDER_WAY: ReadonlySet<string> = new Set(['blocking', 'blocked']);
