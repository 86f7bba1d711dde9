import { randomUUID } from 'node:crypto';
import { GoFleet } from './fleet.js';
import type { GatewayWorld } from './gateways.js';
import { accessToken, jktOf } from './tokens.js';

/** Below every cut-off, and of a kind that no campaign of this world names. */
const SEQ = 1;

/** How long is the figure; whether, is asked for longer. */
const TOLD_WITHIN_MS = 600_000;

interface Bystander {
  readonly sid: string;
  readonly sub: string;
}

/** Phones on the first gateway, each of a person of its own, to be signed out while a campaign ends the televisions. */
export class Bystanders {
  #people: readonly Bystander[] = [];

  private constructor(
    private readonly world: GatewayWorld,
    private readonly fleet: GoFleet,
  ) {}

  static async start(world: GatewayWorld, count: number): Promise<Bystanders> {
    return new Bystanders(world, await GoFleet.start(count));
  }

  /** With new sessions. */
  async connect(): Promise<void> {
    this.#people = this.fleet.keys.map(() => ({ sid: randomUUID(), sub: randomUUID() }));
    const facts = { seq: SEQ, kind: 'phone', model: 'Pixel 9', appVersion: '4.2.1' };
    const tokens = this.#people.map((person, index) =>
      accessToken(this.world.stack, { ...person, ...facts }, jktOf(this.fleet.keys[index]!)),
    );
    await this.fleet.take(await Promise.all(tokens));
    await this.fleet.connect(`ws://localhost:${this.world.gateway.plain}/devices`, { tries: 30 });
    await this.fleet.watch({ receipts: true });
  }

  /** One after another, each told before the next. Resolves with ms from sending the record to the frame. */
  async signOutUntil(isOver: () => boolean): Promise<readonly number[]> {
    const sent: number[] = [];
    for (const [index, { sid, sub }] of this.#people.entries()) {
      if (isOver()) break;
      sent.push(await this.world.revoke(sub, { type: 'session', sid }));
      const { count } = await this.fleet.told(index + 1, TOLD_WITHIN_MS);
      if (count !== index + 1) throw new Error('a single sign-out beside a campaign was not told');
    }
    const { told } = await this.fleet.times(sent.map((_, index) => index));
    return told.map((at, index) => (at - sent[index]!) / 1e6);
  }

  async drop(): Promise<void> {
    await this.fleet.drop();
  }

  async stop(): Promise<void> {
    await this.fleet.stop();
  }
}
