import { setTimeout as delay } from 'node:timers/promises';
import { WirePlayer } from '#libs/resource-server/testing';
import type { RunLog } from '../../e2e/support/run-log.js';
import { until } from '../../support/account-api/until.js';
import type { Playback } from '../../support/playback-api/a-playback.js';
import { Cinema, type Watching } from '../../support/playback-api/cinema.js';
import type { Stack } from '../../support/stack/a-stack.js';
import { Person } from '../../support/stack/person.js';
import { StackDevice, type StackDeviceOptions } from '../../support/stack/stack-device.js';
import { DeviceSlot } from './device-slot.js';
import { Innocent } from './innocent.js';
import { Ledger } from './ledger.js';
import { GaveUp, patiently } from './patiently.js';
import { RawSession } from './raw-session.js';

export interface LoadSize {
  /** Real devices that are signed out and linked again, all the time. */
  readonly devices: number;
  /** Sessions that hold a socket and a film, obey nothing, and are signed out, all the time. */
  readonly films: number;
  /** Real devices, and raw sessions with a film, that nobody signs out. */
  readonly innocents: number;
  readonly pauseMs: number;
}

const SETTLED_WITHIN_MS = 120_000;

/**
 * Sign-outs, enrolments, refreshes, sockets and films, all at once and all the time, by devices and owners that
 * try again whatever fails. One device is kept aside for the first sign-out after a fault.
 */
export class Load {
  readonly ledger = new Ledger();
  /** What went wrong that no log would show. */
  readonly wrongs: string[] = [];
  readonly innocents: Innocent[] = [];
  readonly #slots: DeviceSlot[] = [];
  readonly #cinema: Cinema;
  readonly #people: Person[] = [];
  readonly #viewers: Person[] = [];
  #probe!: DeviceSlot;
  #running: Promise<void>[] = [];
  #isPaused = true;

  constructor(
    private readonly stack: Stack,
    private readonly playback: Playback,
    private readonly log: RunLog,
    private readonly size: LoadSize,
  ) {
    this.#cinema = new Cinema(stack, playback);
  }

  /** Living sessions it holds while it runs. */
  get sessions(): number {
    const { devices, films, innocents } = this.size;
    return devices + films + 2 * innocents + 1;
  }

  async open(): Promise<void> {
    const { devices, films, innocents } = this.size;
    for (let n = 0; n < films; n++) this.#viewers.push(await this.aPerson());
    const slots = await Promise.all(
      Array.from({ length: devices + 1 }, (_, n) => this.aSlot({ kind: n % 2 === 0 ? 'tv' : 'phone' })),
    );
    this.#probe = slots.pop()!;
    this.#slots.push(...slots);
    for (let n = 0; n < innocents; n++) {
      const slot = await this.aSlot({ kind: 'tv' });
      const [raw] = await RawSession.linked(this.stack, slot.person, 1);
      this.innocents.push(new Innocent(slot, raw!, this.#playerOf(raw!), this.#cinema));
    }
  }

  async aPerson(): Promise<Person> {
    const person = this.log.person(await Person.signedUp(this.stack.accountUrl));
    this.#people.push(person);
    return person;
  }

  /** A device of somebody's own, linked and connected. Whoever asks for it switches it off. */
  async aSlot(options: StackDeviceOptions): Promise<DeviceSlot> {
    const person = await this.aPerson();
    const device = this.log.device(await StackDevice.make(this.stack, options));
    await device.on();
    const slot = new DeviceSlot(device, person);
    await slot.linked();
    return slot;
  }

  go(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    const people = this.#slots.map((slot) => this.#again(() => this.#signOutAndBack(slot)));
    const films = this.#viewers.map((person) => this.#again(() => this.#film(person)));
    const innocents = this.innocents.map((one) => this.#again(() => one.live()));
    this.#running = [...people, ...films, ...innocents];
  }

  /** Resolves once nothing is under way and every sign-out that was answered is in force, or never will be. */
  async pause(): Promise<void> {
    this.#isPaused = true;
    await Promise.all(this.#running.splice(0));
    await until('all are in force', () => this.ledger.notInForce().length === 0, SETTLED_WITHIN_MS).catch(
      () => undefined, // Counted as lost.
    );
    await this.#probe.linked();
  }

  /** A fresh sign-out is blocked and confirmed, and all that were answered before are in force. */
  async healed(): Promise<void> {
    const before = performance.now();
    const signOut = await this.#probe.signOut(this.ledger);
    await this.#probe.confirmed(signOut);
    await until(
      'earlier ones are in force',
      () => this.ledger.notInForce(before).length === 0,
      SETTLED_WITHIN_MS,
    );
  }

  /** A film that has begun, by a session that would play on for ever. */
  watching(session: RawSession): Promise<Watching> {
    const player = this.#playerOf(session);
    return patiently('a film begins', () => this.#cinema.watching(player), SETTLED_WITHIN_MS);
  }

  close(): void {
    this.#isPaused = true;
    this.ledger.close();
    this.#cinema.close();
    for (const { slot, raw } of this.innocents) {
      slot.device.close();
      raw.close();
    }
    for (const slot of [...this.#slots, this.#probe]) slot?.device.close();
    for (const person of this.#people) person.close();
  }

  #playerOf(session: RawSession): WirePlayer {
    return new WirePlayer(this.playback.url, session, this.stack.keys.ca);
  }

  async #signOutAndBack(slot: DeviceSlot): Promise<void> {
    await slot.linked();
    await slot.confirmed(await slot.signOut(this.ledger));
    // The next round finds it linked.
    await slot.linked();
  }

  async #film(person: Person): Promise<void> {
    const [session] = await RawSession.linked(this.stack, person, 1);
    await session!.connected();
    const watching = await this.watching(session!);
    const signOut = await this.ledger.press(person, [session!]);
    await until('it is in force', () => signOut.blockedAt !== null, SETTLED_WITHIN_MS);
    watching.incoming.destroy();
    session!.close();
  }

  async #again(round: () => Promise<void>): Promise<void> {
    while (!this.#isPaused) {
      try {
        await round();
      } catch (error) {
        this.wrongs.push((error as Error).message);
        if (error instanceof GaveUp) return;
      }
      await delay(this.size.pauseMs);
    }
  }
}
