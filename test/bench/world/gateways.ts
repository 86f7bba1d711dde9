import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KafkajsEventStream, topicName, type EventStream } from '#libs/event-stream';
import { encodeFrame } from '#libs/push-protocol';
import type { Predicate } from '#libs/revocation-index';
import { securityEventClaims, signSecurityEvent } from '#libs/security-event';
import { aStack, type Listening, type Stack } from '../../support/stack/a-stack.js';
import { GoFleet, IN_FLIGHT, nowNs, type Connected, type Heard } from './fleet.js';
import { accessToken, jktOf } from './tokens.js';

/** Sessions of one round have numbers of their own, so that the cut-off of the round before does not reach them. */
const A_ROUND = 1_000_000;
/** What one process, a client or a server, can hold of sockets is bounded by its file descriptors. */
const DEVICES_A_FLEET = 10_000;
/** A gateway that is behind on a busy machine turns devices away for a while, and they come again. */
const TRIES = 30;

/** Gateways wait so long before they close, so that nothing of that falls into what is measured. */
const NO_RECEIPT_WITHIN_MS = 60_000;

interface Signed {
  readonly key: string;
  readonly jti: string;
  readonly value: string;
}

/**
 * Real gateways, with the real account API, Kafka and PostgreSQL around them, and fleets before them. Each round its
 * devices are other sessions of the same keys, whose tokens the bench signs with the issuer's key: enough for a
 * gateway, which is all that the sections with this world measure.
 */
export class GatewayWorld {
  #round = 0;
  /** The frame that the last campaign's devices were sent; peers send the same. */
  frame = '';

  private constructor(
    readonly stack: Stack,
    readonly fleets: readonly GoFleet[],
    private readonly jkts: readonly (readonly string[])[],
    private readonly stream: EventStream,
  ) {}

  static async start(devices: number, gateways = 1, name = 'bench-gateways'): Promise<GatewayWorld> {
    const stack = await aStack({ name, gateways, env: { SIGNOFF_ACCESS_TOKEN_LIFE_S: '300' } });
    const fleets: GoFleet[] = [];
    for (let left = devices; left > 0; left -= DEVICES_A_FLEET)
      fleets.push(await GoFleet.start(Math.min(left, DEVICES_A_FLEET)));
    const stream = await KafkajsEventStream.open({
      brokers: stack.room.brokers.split(','),
      clientId: 'bench',
      log: () => undefined,
    });
    const jkts = fleets.map(({ keys }) => keys.map(jktOf));
    return new GatewayWorld(stack, fleets, jkts, stream);
  }

  get gateway(): Listening {
    return this.stack.gateways[0]!;
  }

  /** By process id: they change when a gateway is started anew. */
  get pids(): readonly number[] {
    return this.stack.gateways.map(({ process }) => process.pid);
  }

  /** What the `ws` peers verify tokens with. */
  get issuerKey(): object {
    const file = join(this.stack.keys.folder, 'issuer.jwks.json');
    const [key] = (JSON.parse(readFileSync(file, 'utf8')) as { keys: Record<string, string>[] }).keys;
    const { kty, crv, x, y } = key!;
    return { kty, crv, x, y };
  }

  /** New sessions for the first so many devices; left out, all. */
  async nextRound(devices = this.size): Promise<void> {
    this.#round += 1;
    const sub = randomUUID();
    let seq = this.#round * A_ROUND;
    for (const { fleet, index, to } of this.#firstOf(devices)) {
      const tokens = this.jkts[index]!.slice(0, to).map((jkt) => {
        const facts = { kind: 'tv', model: 'Aurora 55', appVersion: '4.2.1' };
        return accessToken(this.stack, { sid: randomUUID(), sub, seq: ++seq, ...facts }, jkt);
      });
      await fleet.take(await Promise.all(tokens));
    }
  }

  /** The first so many devices, in equal shares to the first so many gateways. */
  async connectAll({ tls = false, devices = this.size, gateways = this.stack.gateways.length } = {}): Promise<
    readonly Connected[]
  > {
    const caFile = tls ? this.stack.keys.caFile : '';
    const url = ({ tls: secured, plain }: Listening): string =>
      tls ? `wss://localhost:${secured}/devices` : `ws://localhost:${plain}/devices`;
    const parts = this.#firstOf(devices).flatMap(({ fleet, begins, to }) =>
      this.stack.gateways.slice(0, gateways).flatMap((gateway, number) => {
        const from = Math.max(0, Math.floor((devices * number) / gateways) - begins);
        const end = Math.min(to, Math.floor((devices * (number + 1)) / gateways) - begins);
        return from < end ? [{ fleet, gateway, from, to: end }] : [];
      }),
    );
    return Promise.all(
      parts.map(({ fleet, gateway, from, to }) => {
        // The queue of a listening socket is one, however many fleets knock there.
        const sharing = parts.filter((part) => part.gateway === gateway).length;
        const inFlight = Math.max(1, Math.floor(IN_FLIGHT / sharing));
        return fleet.connect(url(gateway), { caFile, from, to, inFlight, tries: TRIES });
      }),
    );
  }

  /**
   * A campaign over all of the round, whose event is signed, and so are the receipts for it: the fleet shares its
   * processors with the gateways, as devices do not. Sends it straight into the stream when it is called, and resolves
   * with that moment, ns.
   * @param receiptWindowMs null when no device is to send one
   */
  async campaign(receiptWindowMs: number | null): Promise<() => Promise<number>> {
    const cutoff = this.#round * A_ROUND + A_ROUND - 1;
    const predicate: Predicate = { type: 'class', cutoff, kinds: ['tv'] };
    const event = await this.#signed(null, predicate, receiptWindowMs ?? NO_RECEIPT_WITHIN_MS);
    this.frame = encodeFrame({ type: 'session-revoked', event: event.value });
    const watching = receiptWindowMs === null ? {} : { receipts: true, event: this.frame };
    for (const fleet of this.fleets) await fleet.watch(watching);
    return () => this.#publish(event);
  }

  /** An event straight into the stream, as the account API signs it. Resolves with the moment it was sent, ns. */
  async revoke(sub: string, predicate: Predicate): Promise<number> {
    return this.#publish(await this.#signed(sub, predicate, 0));
  }

  async #signed(sub: string | null, predicate: Predicate, receiptWindowMs: number): Promise<Signed> {
    const { issuer, keys } = this.stack;
    const jti = randomUUID();
    const claims = securityEventClaims({
      ...{ jti, txn: jti, issuer, sub, predicate, receiptWindowMs },
      initiatingEntity: sub === null ? 'admin' : 'user',
      revokedAt: Date.now(),
    });
    const value = await signSecurityEvent(JSON.stringify(claims), keys.issuer.kid, keys.issuer.sign);
    return { key: sub ?? jti, jti, value };
  }

  async #publish({ key, jti, value }: Signed): Promise<number> {
    const at = nowNs();
    const topic = topicName('securityEvents', this.stack.room.prefix);
    await this.stream.publish({ topic, key, value, headers: { type: 'set', txn: jti } });
    return at;
  }

  /** Every fleet's; `count` is the sum. */
  async told(devices = this.size, withinMs = 60_000): Promise<Heard> {
    return together(
      await Promise.all(this.#firstOf(devices).map(({ fleet, to }) => fleet.told(to, withinMs))),
    );
  }

  async stored(devices = this.size, withinMs = 60_000): Promise<Heard> {
    return together(
      await Promise.all(this.#firstOf(devices).map(({ fleet, to }) => fleet.stored(to, withinMs))),
    );
  }

  async closed(devices = this.size, withinMs = 60_000): Promise<Heard> {
    return together(
      await Promise.all(this.#firstOf(devices).map(({ fleet, to }) => fleet.closed(to, withinMs))),
    );
  }

  get size(): number {
    return this.fleets.reduce((sum, { size }) => sum + size, 0);
  }

  /** Cuts all devices off, and waits until the first so many gateways have noticed. */
  async drop(gateways = this.stack.gateways.length): Promise<void> {
    for (const fleet of this.fleets) await fleet.drop();
    for (const gateway of this.stack.gateways.slice(0, gateways)) await settled(gateway);
  }

  async close(): Promise<void> {
    for (const fleet of this.fleets) await fleet.stop();
    await this.stream.close();
    await this.stack.close();
  }

  /** The fleets that the first so many devices are of. `begins`: how many there are before it; `to`: of its own. */
  #firstOf(devices: number): readonly {
    readonly fleet: GoFleet;
    readonly index: number;
    readonly begins: number;
    readonly to: number;
  }[] {
    let begins = 0;
    return this.fleets.flatMap((fleet, index) => {
      const part = { fleet, index, begins, to: Math.min(fleet.size, devices - begins) };
      begins += fleet.size;
      return part.to > 0 ? [part] : [];
    });
  }
}

const together = (heard: readonly Heard[]): Heard => ({
  count: heard.reduce((sum, { count }) => sum + count, 0),
  firstAt: Math.min(...heard.map(({ firstAt }) => firstAt)),
  lastAt: Math.max(...heard.map(({ lastAt }) => lastAt)),
});

/** Resolves once a gateway holds no connection and has nothing left to publish. */
async function settled({ internal }: Listening): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const text = await (await fetch(`http://127.0.0.1:${internal}/metrics`)).text();
    const value = (name: string): number =>
      text
        .split('\n')
        .filter((line) => line.startsWith(`signoff_gateway_${name}`))
        .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    if (value('connections') + value('presence_queue') + value('receipt_queue') === 0) return;
    if (Date.now() > deadline) throw new Error('the gateway does not come to rest');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
