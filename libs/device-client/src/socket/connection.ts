import {
  decodeGatewayFrame,
  encodeFrame,
  SUBPROTOCOL,
  type DeviceFrame,
  type GatewayFrame,
  type SessionDescription,
} from '#libs/push-protocol';
import type { DeviceKey } from '../key.js';
import type { AccessTokens } from '../oauth/access-tokens.js';
import type { FindEndpoints } from '../oauth/endpoints.js';
import type { Clock, Dial, Random, Socket } from '../ports.js';
import {
  next,
  type ConnectionEffect,
  type ConnectionInput,
  type ConnectionState,
} from './connection-state.js';
import { Pings } from './pings.js';
import { proofFor } from './proof-for.js';
import type { ReconnectPolicy } from './reconnect-policy.js';
import { PushEndpoints } from './push-endpoints.js';
import { Renewal } from './renewal.js';
import { Timers } from './timers.js';

/** From dialling to ready. The gateway itself gives a device 8 s for its hello. */
const READY_MS = 15_000;
/** Whatever a gateway says: a device that is told of nothing for longer is as good as lost. */
const LONGEST_AWAY_S = 3_600;

export interface ConnectionParts {
  readonly dial: Dial;
  readonly clock: Clock;
  readonly random: Random;
  readonly policy: ReconnectPolicy;
  readonly key: DeviceKey;
  readonly tokens: AccessTokens;
  readonly endpoints: FindEndpoints;
}

export interface ConnectionListener {
  online(session: SessionDescription): void;
  offline(): void;
  stopPlaying(): void;
  /** The token endpoint says that the session is over. `later`: it could not be judged now, so ask again. */
  over(securityEvent: string | null): Promise<'ended' | 'later'>;
  /** Not yet verified. */
  event(set: string): void;
  receiptStored(jti: string): void;
  /** The socket is gone; an unacknowledged receipt goes another way. */
  hungUp(): void;
}

/** Keeps one session connected: carries out what `next` decides. Used for one session only, and once stopped stays so. */
export class Connection {
  #state: ConnectionState = { name: 'off' };
  #socket: Socket | null = null;
  #url = '';
  #nonce = '';
  #accessToken = '';
  #reconnectWithinS: number | null = null;
  readonly #pushEndpoints: PushEndpoints;
  readonly #pings: Pings;
  readonly #renewal: Renewal;
  readonly #timers: Timers<'ready' | 'heartbeat' | 'wait' | 'leave'>;
  /** Well-formed frames that this version does not know. */
  ignoredFrames = 0;

  constructor(
    private readonly parts: ConnectionParts,
    private readonly listener: ConnectionListener,
  ) {
    const { clock, random, tokens } = parts;
    this.#timers = new Timers(clock);
    this.#pushEndpoints = new PushEndpoints(random);
    this.#pings = new Pings(
      clock,
      () => this.#send({ type: 'ping' }),
      () => this.#input({ type: 'silence' }),
    );
    this.#renewal = new Renewal({
      clock,
      random,
      tokens,
      over: ({ over }) => listener.over(over.securityEvent),
      renewed: (accessToken) => {
        if (this.#state.name !== 'ready') return;
        this.#accessToken = accessToken;
        void this.#prove('renew');
      },
    });
  }

  get state(): ConnectionState['name'] {
    return this.#state.name;
  }

  start(): void {
    this.#input({ type: 'start' });
  }

  /** Resolves when the gateway has answered: proof that this connection works now. */
  ping(): Promise<void> {
    return this.#state.name === 'ready' ? this.#pings.ping() : Promise.reject(new Error('not connected'));
  }

  /** False when there is no socket to send it by. */
  sendReceipt(receipt: string): boolean {
    if (this.#socket === null) return false;
    this.#send({ type: 'receipt', receipt });
    return true;
  }

  /** The session is over here: stay for the receipt's answer, for so long at most, and do not come back. */
  leave(withinMs: number): void {
    this.#renewal.end();
    this.#input({ type: 'leave' });
    if (this.#state.name === 'leaving')
      this.#timers.set('leave', withinMs, () => this.#input({ type: 'silence' }));
  }

  /** The network may be back: do not wait any longer. */
  wake(): void {
    this.#input({ type: 'waited' });
  }

  stop(): void {
    this.#input({ type: 'stop' });
  }

  #input(input: ConnectionInput): void {
    const { state, effects } = next(this.#state, input);
    this.#state = state;
    if (state.name !== 'waiting') this.#timers.clear('wait');
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: ConnectionEffect): void {
    switch (effect.type) {
      case 'ask-for-token':
        void this.#askForToken(effect.fresh);
        return;
      case 'dial':
        void this.#dial();
        return;
      case 'greet':
        void this.#prove('hello');
        return;
      case 'wait':
        return this.#wait(effect.attempt);
      case 'hang-up':
        return this.#drop()?.close();
      case 'online':
        return;
      case 'offline':
        return this.listener.offline();
      case 'stop-playing':
        return this.listener.stopPlaying();
      default:
        return unknownEffect(effect);
    }
  }

  async #askForToken(fresh: boolean): Promise<void> {
    try {
      const answer = await this.parts.tokens.get(fresh);
      if ('accessToken' in answer) {
        this.#accessToken = answer.accessToken;
        return this.#input({ type: 'token' });
      }
      // The device ends this connection itself when it agrees that the session is over.
      if ((await this.listener.over(answer.over.securityEvent)) === 'later')
        this.#input({ type: 'token-unavailable' });
    } catch {
      this.#input({ type: 'token-unavailable' });
    }
  }

  async #dial(): Promise<void> {
    const endpoints = await this.parts.endpoints().catch(() => null);
    if (this.#state.name !== 'dialling') return;
    if (endpoints === null) return this.#input({ type: 'silence' });
    this.#url = this.#pushEndpoints.next(endpoints.push);
    this.#reconnectWithinS = null;
    const socket: Socket = this.parts.dial(this.#url, SUBPROTOCOL, {
      message: (text) => {
        if (this.#socket === socket) this.#read(text);
      },
      closed: (code) => {
        if (this.#socket !== socket) return;
        this.#drop();
        this.#input({ type: 'closed', code });
      },
    });
    this.#socket = socket;
    this.#timers.set('ready', READY_MS, () => this.#input({ type: 'silence' }));
  }

  #read(text: string): void {
    const decoded = decodeGatewayFrame(text);
    if ('ignored' in decoded) this.ignoredFrames += 1;
    else if ('close' in decoded) this.#input({ type: 'silence' });
    else this.#apply(decoded.frame);
  }

  #apply(frame: GatewayFrame): void {
    switch (frame.type) {
      case 'challenge':
        this.#nonce = frame.nonce;
        return this.#input({ type: 'challenge' });
      case 'ready':
        return this.#ready(frame);
      case 'session-revoked':
        return this.listener.event(frame.event);
      case 'receipt-stored':
        return this.listener.receiptStored(frame.jti);
      case 'pong':
        this.#pings.pong();
        return this.#input({ type: 'held' });
      case 'going-away':
        this.#reconnectWithinS = Math.min(frame.reconnectWithinS, LONGEST_AWAY_S);
        return;
      default:
        return unknownEffect(frame);
    }
  }

  #ready({ session, renewWithinS, heartbeatS }: Extract<GatewayFrame, { type: 'ready' }>): void {
    this.#timers.clear('ready');
    const wasReady = this.#state.name === 'ready';
    this.#input({ type: 'ready' });
    if (this.#state.name !== 'ready') return;
    this.#renewal.begin(renewWithinS);
    if (wasReady) return;
    this.#timers.set('heartbeat', this.parts.random() * heartbeatS * 1000, () =>
      this.#beat(heartbeatS * 1000),
    );
    this.listener.online(session);
  }

  #beat(everyMs: number): void {
    this.#timers.set('heartbeat', everyMs, () => this.#beat(everyMs));
    void this.#pings.ping().catch(() => undefined);
  }

  async #prove(use: 'hello' | 'renew'): Promise<void> {
    const socket = this.#socket;
    const { key, clock } = this.parts;
    const proof = await proofFor(
      { use, accessToken: this.#accessToken, nonce: this.#nonce, htu: this.#url },
      key,
      clock,
    );
    if (this.#socket === socket) this.#send({ type: use, accessToken: this.#accessToken, proof });
  }

  #wait(attempt: number): void {
    const { policy, random } = this.parts;
    const window = this.#reconnectWithinS;
    this.#reconnectWithinS = null;
    const delayMs = window === null ? policy.delayMs(attempt) : random() * window * 1000;
    if (delayMs === null) this.stop();
    else this.#timers.set('wait', delayMs, () => this.#input({ type: 'waited' }));
  }

  #send(frame: DeviceFrame): void {
    this.#socket?.send(encodeFrame(frame));
  }

  /** Lets the socket go without a word from it being heard again. */
  #drop(): Socket | null {
    const socket = this.#socket;
    this.#socket = null;
    this.#timers.clear('ready', 'heartbeat', 'leave');
    this.#renewal.end();
    this.#pings.giveUp();
    if (socket !== null) this.listener.hungUp();
    return socket;
  }
}

function unknownEffect(value: never): never {
  throw new Error(`no such effect or frame: ${JSON.stringify(value)}`);
}
