import type { DeviceFrame, ProofUse } from '#libs/push-protocol';
import type { EnforcementPoint } from '../enforcement/enforcement-point.js';
import type { Connection, VerifiedToken } from '../hub/connection.js';
import type { Hub } from '../hub/hub.js';
import type { GatewayMetrics } from '../metrics/gateway-metrics.js';
import type { Presence } from '../presence/presence.js';
import type { Doorway } from './doorway.js';
import { interned } from './interned.js';
import type { ToVerify, Verdict } from './verdict.js';

/** Clocks of servers differ a little. The index keeps revocations for longer than that after the last token. */
export const CLOCK_LEEWAY_S = 5;

type Credentials = Pick<Extract<DeviceFrame, { type: 'hello' }>, 'accessToken' | 'proof'>;

/**
 * Lets a device in: verify, register, ask the index, and only then say ready.
 * Invariants: a revocation that is applied before the check is found by the check, one applied after registering
 * finds the connection; so none slips between, and a covered connection never becomes ready. After each wait the
 * stage is looked at again, since the connection may have been ended meanwhile.
 */
export class Admission {
  constructor(
    private readonly hub: Hub,
    private readonly doorway: Pick<Doorway, 'hasRoom' | 'sendAway'>,
    private readonly verifier: { verify(request: ToVerify): Promise<Verdict> },
    private readonly point: Pick<EnforcementPoint, 'judge' | 'sourceTimeMs'>,
    private readonly presence: Presence,
    private readonly metrics: GatewayMetrics,
    private readonly heartbeatS: number,
  ) {}

  async hello(connection: Connection, credentials: Credentials): Promise<void> {
    connection.stage = 'verifying';
    this.hub.greeted(connection);
    const verdict = await this.#verify(connection, credentials, 'hello');
    if (connection.stage !== 'verifying') return;
    if ('close' in verdict)
      return verdict.close === 'overloaded' ? this.#sendAway(connection) : connection.end(verdict.close);
    this.#take(connection, verdict.token);
    connection.stage = 'registered';
    this.hub.register(connection);
    const judgement = await this.point.judge(connection);
    if (!isStill(connection, 'registered')) return;
    if (judgement !== 'good')
      return connection.end(judgement === 'revoked' ? 'session_revoked' : 'not_fresh');
    this.#admit(connection);
  }

  async renew(connection: Connection, credentials: Credentials): Promise<void> {
    if (connection.stage === 'over') return connection.end('session_revoked');
    if (connection.stage !== 'ready') return connection.end('hello_expected');
    if (connection.renewing) return connection.end('bad_frame');
    connection.renewing = true;
    const verdict = await this.#verify(connection, credentials, 'renew');
    if (!isStill(connection, 'ready')) return this.#refuseIfOver(connection);
    if ('close' in verdict) return connection.end(verdict.close);
    const { sid, sub, jkt } = verdict.token;
    if (sid !== connection.sid || sub !== connection.sub || jkt !== connection.jkt)
      return connection.end('renew_mismatch');
    await this.#judgeRenewal(connection, verdict.token);
  }

  /** For a renewal that could not be judged: the gateway may be fresh again. */
  async retry(connection: Connection): Promise<void> {
    const { held } = connection;
    connection.held = null;
    if (held !== null) await this.#judgeRenewal(connection, held);
  }

  isExpired({ expiresAtS }: Pick<VerifiedToken, 'expiresAtS'>): boolean {
    return this.#now() >= (expiresAtS + CLOCK_LEEWAY_S) * 1000;
  }

  /** Epoch ms: the source's time, for a slow clock here would take tokens whose revocations are forgotten. */
  #now(): number {
    return this.point.sourceTimeMs ?? Date.now();
  }

  async #judgeRenewal(connection: Connection, token: VerifiedToken): Promise<void> {
    const judgement = await this.point.judge(token);
    if (!isStill(connection, 'ready')) return this.#refuseIfOver(connection);
    if (judgement === 'revoked') return connection.end('session_revoked');
    if (judgement === 'not-fresh') {
      // It stays: it is only to be told of a revocation, and that cannot be missed by staying.
      connection.held = token;
      return;
    }
    this.#take(connection, token);
    connection.renewing = false;
    this.#sayReady(connection);
  }

  async #verify(
    { nonce, htu }: Connection,
    { accessToken, proof }: Credentials,
    use: ProofUse,
  ): Promise<Verdict> {
    const verdict = await this.verifier.verify({ accessToken, proof, nonce, htu, use });
    return 'token' in verdict && this.isExpired(verdict.token) ? { close: 'token_expired' } : verdict;
  }

  #take(
    connection: Connection,
    { sid, sub, seq, kind, model, appVersion, jkt, expiresAtS }: VerifiedToken,
  ): void {
    connection.sid = sid;
    connection.sub = sub;
    connection.seq = seq;
    connection.kind = interned(kind);
    connection.model = interned(model);
    connection.appVersion = interned(appVersion);
    connection.jkt = jkt;
    connection.expiresAtS = expiresAtS;
  }

  #admit(connection: Connection): void {
    const others = this.hub.ofSession(connection.sid).filter((other) => other !== connection);
    // Of two hellos that cross, the newer connection is the one the device listens on.
    if (others.some(({ id, stage }) => stage === 'ready' && id > connection.id))
      return connection.end('replaced');
    // Who takes the place of its own older connection needs no other.
    if (others.length === 0 && !this.doorway.hasRoom) return this.#sendAway(connection);
    connection.stage = 'ready';
    this.metrics.admitted.inc();
    // Before a word is written: a device that reads nothing is cut off by it, and `offline` must come second.
    this.presence.online(connection);
    this.#sayReady(connection);
    // Only now: whoever cannot prove the key must not end the connection of whoever can.
    for (const other of others)
      if (other.id < connection.id && (other.stage === 'ready' || other.stage === 'registered'))
        other.end('replaced');
  }

  #sendAway(connection: Connection): void {
    connection.sayLast({ type: 'going-away', reconnectWithinS: this.doorway.sendAway() }, 'overloaded');
  }

  #sayReady(connection: Connection): void {
    const { sid, sub, seq, kind, model, appVersion, expiresAtS } = connection;
    connection.say({
      type: 'ready',
      session: { sid, sub, seq, kind, model, appVersion },
      renewWithinS: Math.max(1, Math.floor(expiresAtS - this.#now() / 1000)),
      heartbeatS: this.heartbeatS,
    });
  }

  #refuseIfOver(connection: Connection): void {
    if (connection.stage === 'over') connection.end('session_revoked');
  }
}

/** A call, so that the compiler does not take the stage for what it was before the wait. */
const isStill = (connection: Connection, stage: Connection['stage']): boolean => connection.stage === stage;
