import { randomBytes } from 'node:crypto';
import { devicesAudience } from '#libs/security-event';
import { DpopNonces } from '../dpop/dpop-nonces.js';
import { UsedProofs, type UsedProofsOptions } from '../dpop/used-proofs.js';
import { Guard } from '../guard/guard.js';
import { ServedOrigins } from '../guard/served-origins.js';
import { InFlight } from '../in-flight/in-flight.js';
import { VerifiedTokens } from '../tokens/verified-tokens.js';
import { TestIssuer } from './an-issuer.js';
import { FakePoint } from './fake-point.js';

export interface TestGuard {
  readonly guard: Guard;
  readonly point: FakePoint;
  readonly inFlight: InFlight;
  readonly issuer: TestIssuer;
  readonly nonces: DpopNonces;
  readonly tokens: VerifiedTokens;
  /** Turns every clock but this machine's own. */
  readonly clock: { aheadMs: number };
}

/** A guard with only its enforcement and its issuer stood in for. */
export function aGuard(options: {
  readonly origins: readonly string[];
  readonly inFlight?: InFlight;
  readonly proofs?: Partial<UsedProofsOptions>;
  readonly maxTokens?: number;
}): TestGuard {
  const issuer = new TestIssuer();
  const inFlight = options.inFlight ?? new InFlight();
  const clock = { aheadMs: 0 };
  const now = (): number => Date.now() + clock.aheadMs;
  const point = new FakePoint(inFlight, now);
  const nonces = new DpopNonces(randomBytes(32), now);
  const tokens = new VerifiedTokens({
    issuer: issuer.issuer,
    audience: devicesAudience(issuer.issuer),
    keyOf: issuer.keyOf,
    maxTokens: options.maxTokens ?? 100,
  });
  const guard = new Guard({
    origins: new ServedOrigins(options.origins),
    nonces,
    proofs: new UsedProofs({ maxProofs: 1_000, maxProofsAKey: 1_000, ...options.proofs }),
    tokens,
    point,
    inFlight,
    monotonicMs: () => performance.now() + clock.aheadMs,
  });
  return { guard, point, inFlight, issuer, nonces, tokens, clock };
}
