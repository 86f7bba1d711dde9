import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Enforcement } from '#libs/enforcement';
import { SignoffError } from '#libs/errors';
import type { AccessToken, Verify } from '#libs/security-event';
import type { DpopNonces } from '../dpop/dpop-nonces.js';
import { isFault, proofThumbprint, proofVerifier, readProof, type ReadProof } from '../dpop/dpop-proof.js';
import type { UsedProofs } from '../dpop/used-proofs.js';
import type { InFlight, ResponseInFlight } from '../in-flight/in-flight.js';
import { watchWrites } from '../in-flight/watched-writes.js';
import type { VerifiedToken, VerifiedTokens } from '../tokens/verified-tokens.js';
import { challenge } from './refusal.js';
import type { ServedOrigins } from './served-origins.js';

/** What a guard needs of libs/enforcement. */
export interface EnforcementPoint extends Pick<Enforcement, 'isFresh' | 'covers' | 'judge' | 'sourceTimeMs'> {
  readonly state: Pick<Enforcement['state'], 'why'>;
}

export interface RouteOptions {
  /** How long this route may be served when the point cannot tell; at most the point's largest. Default 0. */
  readonly graceMs?: number;
}

export interface GuardParts {
  readonly origins: Pick<ServedOrigins, 'dialled'>;
  readonly nonces: DpopNonces;
  readonly proofs: UsedProofs;
  readonly tokens: VerifiedTokens;
  readonly point: EnforcementPoint;
  readonly inFlight: Pick<InFlight, 'register' | 'release' | 'end' | 'all' | 'size'>;
  readonly monotonicMs?: () => number;
}

/** Clocks of servers differ a little. The index keeps revocations for longer than that after the last token. */
const CLOCK_LEEWAY_S = 5;
const MAX_TOKEN_CHARACTERS = 8_192;
const JUDGE_ANEW_EVERY_MS = 250;
/**
 * How long what began may go on by its last good judgement. With the two seconds a point is fresh for it stays
 * below the five after which a silent point is counted out.
 */
const GOES_ON_FOR_MS = 1_750;

const devices = new WeakMap<IncomingMessage, AccessToken>();

/** The device a guarded request comes from. */
export function deviceOf(request: IncomingMessage): AccessToken {
  const device = devices.get(request);
  if (device === undefined) throw new Error('This request has not passed a guard');
  return device;
}

/** Whether a guard has let it in; its proof is used up then. */
export const isAdmitted = (request: IncomingMessage): boolean => devices.has(request);

/**
 * Lets a request through, or refuses it with a registered error and the headers that go with it. Knows no framework.
 * Invariants: a response is registered, then judged, then begun, so that a revocation in flight meets it in the
 * index or finds it among those in flight; every piece of it is judged as it is written; a proof serves once.
 * Costs one ES256 verification a request once a token is known.
 */
export class Guard {
  readonly #monotonicMs: () => number;
  #freshAt = -Infinity;
  #judging = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly parts: GuardParts) {
    this.#monotonicMs = parts.monotonicMs ?? (() => performance.now());
  }

  /** Begins to judge anew what is in flight whenever the point cannot tell. */
  start(): void {
    this.#timer ??= setInterval(() => this.judgeAnew(), JUDGE_ANEW_EVERY_MS).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /**
   * Errors: host_not_served, token_missing, token_invalid, token_expired, proof_invalid, proof_nonce_needed,
   * proof_wrong_key, proof_reused, too_many_requests, session_revoked, not_fresh.
   */
  async admit(
    request: IncomingMessage,
    response: ServerResponse,
    { graceMs = 0 }: RouteOptions = {},
  ): Promise<AccessToken> {
    response.setHeader('DPoP-Nonce', this.parts.nonces.next());
    response.setHeader('Cache-Control', 'no-store');
    try {
      const token = await this.#proved(request);
      await this.#judged(request, response, token, graceMs);
      devices.set(request, token);
      return token;
    } catch (error) {
      if (error instanceof SignoffError) challenge(response, error);
      throw error;
    }
  }

  /** The token of whoever holds its key, and says so for this very request. */
  async #proved(request: IncomingMessage): Promise<AccessToken> {
    const { origins, nonces, tokens, point } = this.parts;
    const origin = origins.dialled(request);
    const path = pathOf(request);
    if (origin === null || path === null) throw new SignoffError('host_not_served');
    const text = presentedToken(request.headers.authorization);
    const ath = hash('sha256', text, 'base64url');
    const proof = readProof(
      // Node joins several into one text, which is no JWS then.
      request.headers['dpop'] as string | undefined,
      { method: request.method ?? '', url: origin + path, ath },
      nonces,
    );
    if (isFault(proof)) {
      const { fault, description, cause } = proof;
      throw fault === 'nonce'
        ? new SignoffError('proof_nonce_needed')
        : new SignoffError('proof_invalid', description, { cause });
    }
    const verified = tokens.known(ath) ?? (await tokens.verify(text, ath));
    const { token } = verified;
    // By the source's time: a slow clock here would take tokens whose revocations are forgotten.
    const nowMs = point.sourceTimeMs ?? Date.now();
    if (nowMs >= (token.expiresAtS + CLOCK_LEEWAY_S) * 1000) {
      tokens.forget(ath);
      throw new SignoffError('token_expired');
    }
    if (!boundVerifier(verified, proof)(proof.signingInput, proof.signature))
      throw new SignoffError('proof_invalid', 'the DPoP proof is not signed by its key');
    this.#takeOnce(token.jkt, proof);
    return token;
  }

  /** Last, so that only who holds the key can use a proof up. */
  #takeOnce(jkt: string, { jti, nonceStep }: ReadProof): void {
    const { proofs, nonces } = this.parts;
    const use = proofs.take(jkt, jti, nonceStep, nonces.oldestStep());
    if (use === 'again') throw new SignoffError('proof_reused');
    if (use === 'full') throw new SignoffError('too_many_requests', undefined, { retryAfterS: 60 });
  }

  async #judged(
    request: IncomingMessage,
    response: ServerResponse,
    token: AccessToken,
    graceMs: number,
  ): Promise<void> {
    const { inFlight, point } = this.parts;
    const entry = inFlight.register(request, response, token, graceMs);
    const judged = point.judge(token, graceMs);
    const judgement = typeof judged === 'string' ? judged : await judged;
    if (judgement === 'good' && !entry.isOver) {
      this.#good(entry, judged === 'good');
      watchWrites(response, () => this.#mayGoOn(entry));
      return;
    }
    inFlight.release(entry);
    // A good one was ended meanwhile: by a revocation, or because the point could not tell, which ends no session.
    const isRevoked = judgement === 'revoked' || (judgement === 'good' && point.covers(token));
    if (!isRevoked) throw new SignoffError('not_fresh', undefined, { retryAfterS: 1 });
    throw new SignoffError('session_revoked');
  }

  /** Whether the next piece may be written; ends the response if not. */
  #mayGoOn(entry: ResponseInFlight): boolean {
    if (entry.isOver) return false;
    const { point, inFlight } = this.parts;
    const now = this.#monotonicMs();
    if (point.isFresh()) {
      this.#freshAt = now;
      return true;
    }
    // After a lost poll the next one speaks for this process before its answer is here; see libs/enforcement.
    const isLost = point.state.why === 'poll-lost' && !entry.byGrace;
    if (!isLost && now - Math.max(entry.goodAt, this.#freshAt) < GOES_ON_FOR_MS) return true;
    inFlight.end(entry);
    return false;
  }

  /** Judges all in flight anew if the point is not fresh; each that is not good ends. */
  judgeAnew(): void {
    const { point, inFlight } = this.parts;
    if (inFlight.size === 0) return;
    if (point.isFresh()) {
      this.#freshAt = this.#monotonicMs();
      return;
    }
    // Those who wait share one poll; asking again meanwhile would tell no more.
    if (this.#judging) return;
    const waiting: Promise<void>[] = [];
    for (const entry of [...inFlight.all()]) {
      const judged = point.judge(entry.facts, entry.graceMs);
      if (typeof judged === 'string') this.#apply(entry, judged, true);
      else waiting.push(judged.then((late) => this.#apply(entry, late, false)));
    }
    if (waiting.length === 0) return;
    this.#judging = true;
    void Promise.all(waiting).finally(() => (this.#judging = false));
  }

  #apply(
    entry: ResponseInFlight,
    judgement: Awaited<ReturnType<EnforcementPoint['judge']>>,
    at: boolean,
  ): void {
    if (judgement === 'good') this.#good(entry, at);
    else this.parts.inFlight.end(entry);
  }

  /** @param atOnce judged without asking anyone: fresh, or by grace */
  #good(entry: ResponseInFlight, atOnce: boolean): void {
    entry.goodAt = this.#monotonicMs();
    entry.byGrace = atOnce && entry.graceMs > 0;
  }
}

/** The verifier of the key the token is bound to; a key is imported once a token. */
function boundVerifier(
  verified: VerifiedToken,
  proof: ReadProof,
): (...signed: Parameters<Verify>) => boolean {
  const { x, y } = proof.jwk;
  if (verified.bound === null || verified.bound.x !== x || verified.bound.y !== y) {
    if (proofThumbprint(proof) !== verified.token.jkt) throw new SignoffError('proof_wrong_key');
    const verify = proofVerifier(proof.jwk);
    if (verify === null) throw new SignoffError('proof_invalid', 'jwk is no point on the curve');
    verified.bound = { x, y, verify };
  }
  // By node:crypto, which answers at once.
  return verified.bound.verify as (...signed: Parameters<Verify>) => boolean;
}

/** RFC 9449 section 7.1; a Bearer token, or none, is asked for a DPoP one. */
function presentedToken(authorization: string | undefined): string {
  const text = authorization?.slice(5).trim() ?? '';
  if (authorization?.slice(0, 5).toLowerCase() !== 'dpop ' || text === '')
    throw new SignoffError('token_missing');
  if (text.length > MAX_TOKEN_CHARACTERS) throw new SignoffError('token_invalid');
  return text;
}

/** As it stands in the request line, whatever a router has cut off since; null for the absolute form. */
function pathOf(request: IncomingMessage): string | null {
  const target = (request as { readonly originalUrl?: string }).originalUrl ?? request.url ?? '';
  if (!target.startsWith('/')) return null;
  const query = target.indexOf('?');
  return query === -1 ? target : target.slice(0, query);
}
