import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Enforcement } from '#libs/enforcement';
import { problemOf, SignoffError } from '#libs/errors';
import { devicesAudience } from '#libs/security-event';
import { DpopNonces } from '#libs/resource-server';
import { UsedProofs } from '../../../libs/resource-server/src/dpop/used-proofs.js';
import { Guard } from '../../../libs/resource-server/src/guard/guard.js';
import { InFlight } from '../../../libs/resource-server/src/in-flight/in-flight.js';
import { VerifiedTokens } from '../../../libs/resource-server/src/tokens/verified-tokens.js';
import type { LogClient } from '../log/log-client.js';
import type { VirtualProcess } from '../virtual/process.js';
import { ISSUER, KeysRead, SERVICE_ORIGIN, TOPIC_PREFIX } from './issuer.js';
import type { ServicePoint, Viewer } from './roles.js';
import type { World } from './world.js';

const PIECES = 12;
const PIECE_EVERY_MS = 300;
const A_PIECE_BYTES = 1_000;
/** Responses are held by threads of the service's own, which take a moment to be told. */
const SLOWEST_END_MS = 900;

/**
 * A resource server that streams: the product's guard before it, and its registry of responses in flight, whose ends
 * take a while here.
 */
export class Service implements ServicePoint {
  readonly process: VirtualProcess;
  readonly stream: LogClient;
  readonly keys = new KeysRead();
  readonly enforcement: Enforcement;
  readonly inFlight = new InFlight();
  isReady = false;
  readonly #guard: Guard;

  constructor(
    private readonly world: World,
    readonly name: string,
  ) {
    const process = (this.process = world.process(name));
    const stream = (this.stream = world.logOf(process));
    const { inFlight, keys } = this;
    const point: Enforcement = (this.enforcement = new Enforcement({
      point: name,
      kind: 'resource-server',
      issuer: ISSUER,
      stream,
      topicPrefix: TOPIC_PREFIX,
      snapshots: world.snapshotsOf(process),
      keyOf: keys.keyOf,
      onRevoked: async ({ event }) => {
        await this.#tellThreads();
        await inFlight.endCovered(event.predicate);
      },
      onReread: async () => {
        await this.#tellThreads();
        await inFlight.endAll((facts) => point.covers(facts));
      },
      logger: world.story.loggerOf(name),
      clock: process,
    }));
    this.#guard = new Guard({
      origins: { dialled: () => SERVICE_ORIGIN },
      nonces: new DpopNonces(Buffer.alloc(32, 7), () => process.wallMs()),
      proofs: new UsedProofs({ maxProofs: 10_000, maxProofsAKey: 1_000 }),
      tokens: new VerifiedTokens({
        issuer: ISSUER,
        audience: devicesAudience(ISSUER),
        keyOf: keys.keyOf,
        maxTokens: 1_000,
      }),
      point,
      inFlight,
      monotonicMs: () => process.monotonicMs(),
    });
    process.step(0, () => {
      this.#guard.start();
      void point.start().then(() => (this.isReady = true));
    });
  }

  /** GET /film. Runs in this process; what is written reaches the viewer at once, as far as the judges see. */
  async film(headers: Readonly<Record<string, string>>, viewer: Viewer): Promise<void> {
    if (!this.isReady) throw new Error('nobody listens');
    const { world, name } = this;
    const exchange = new Exchange(headers);
    const { request, response } = exchange;
    let sid: string;
    try {
      sid = (await this.#guard.admit(request, response)).sid;
    } catch (error) {
      if (!(error instanceof SignoffError)) throw error;
      viewer.headers(problemOf(error).status, exchange.headers);
      return;
    }
    let isBegun = false;
    exchange.onWrite = () => {
      const at = world.now;
      if (!isBegun) world.story.point({ type: 'began', at, point: name, sid, status: 200 });
      world.story.point({ type: 'wrote', at, point: name, sid, bytes: A_PIECE_BYTES });
      if (!isBegun) viewer.headers(200, exchange.headers);
      isBegun = true;
      viewer.piece();
    };
    for (let piece = 0; piece < PIECES && !exchange.isClosed; piece++) {
      response.write('');
      await new Promise<void>((resolve) => this.process.after(PIECE_EVERY_MS, resolve));
    }
    exchange.close();
  }

  #tellThreads(): Promise<void> {
    const { chance } = this.world;
    const ms = chance.chance(0.3) ? chance.between(0, SLOWEST_END_MS) : chance.between(0, 5);
    return new Promise((resolve) => this.process.step(ms, resolve));
  }
}

/** A request and its response without sockets: what a guard looks at, and the bytes that pass it. */
class Exchange {
  readonly headers = new Map<string, string>();
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  isClosed = false;
  onWrite: () => void = () => {};
  readonly #events = new EventEmitter();

  constructor(headers: Readonly<Record<string, string>>) {
    const cut = (): void => this.close();
    const socket = { destroyed: false, resetAndDestroy: cut, destroy: cut };
    this.request = { method: 'GET', url: '/film', headers, socket } as unknown as IncomingMessage;
    const write = (): boolean => {
      if (!this.isClosed) this.onWrite();
      return true;
    };
    this.response = {
      closed: false,
      setHeader: (name: string, value: string) => this.headers.set(name.toLowerCase(), value),
      once: (name: string, call: () => void) => this.#events.once(name, call),
      write,
      end: write,
      flushHeaders: () => {},
    } as unknown as ServerResponse;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#events.emit('close');
  }
}
