import { errors, Provider, type OidcContext, type OidcModel } from 'oidc-provider';
import type { ProofReplay } from '../tokens/proof-replay.js';
import { checkDpopReplay, validateDpop, type ValidatedProof } from './oidc-inside.js';
import type { PollPace } from './poll-pace.js';

/**
 * Makes a device code redeemable by the key that asked for it and by no other, which stock oidc-provider
 * leaves open (RFC 9449 has no rule for RFC 8628), and refuses what would harm the winner:
 * - a code redeemed once is refused before oidc-provider sees it, since it would revoke the grant, and with
 *   it the session of the device that redeemed it rightly;
 * - every proof counts once, polls included, and a repeated one answers `invalid_dpop_proof`, not
 *   `invalid_grant`: a request resent by the transport must not make a device drop its tokens.
 */
export function bindCodesToKeys(provider: Provider, replay: ProofReplay, pace: PollPace): void {
  const proven = new WeakSet<OidcContext>();
  // Asked by checkDpopReplay, a second time by oidc-provider itself in the same request.
  provider.ReplayDetection.unique = async (owner, jti) => {
    const ctx = Provider.ctx;
    if (ctx === undefined) throw new Error('A proof was judged outside a request');
    if (proven.has(ctx)) return true;
    if (!(await replay.unique(owner, jti))) throw new errors.InvalidDpopProof('the proof was used already');
    proven.add(ctx);
    return true;
  };

  const { DeviceCode, RefreshToken } = provider;
  const findCode = DeviceCode.find.bind(DeviceCode);
  DeviceCode.find = async (value, options) => {
    const ctx = Provider.ctx;
    const code = await findCode(value, options);
    if (code === undefined || ctx?.oidc.route !== 'token') return code;
    const { thumbprint } = await provenBy(provider, ctx);
    if (thumbprint !== code.params?.['dpop_jkt']) throw refused('the device code is bound to another key');
    if (code.consumed !== undefined) throw refused('the device code was redeemed already');
    if (isPending(code) && !(await pace.allows(value))) throw new errors.SlowDown();
    return code;
  };
  const findToken = RefreshToken.find.bind(RefreshToken);
  RefreshToken.find = async (value, options) => {
    const ctx = Provider.ctx;
    if (ctx?.oidc.route === 'token') await provenBy(provider, ctx);
    return findToken(value, options);
  };
}

/**
 * The thumbprint the device authorization request proves, to be kept with its code.
 * @param allowed asked once the proof is good and before anything is written for it; throws what is answered
 */
export async function provenThumbprint(
  provider: Provider,
  ctx: OidcContext,
  allowed: (ctx: OidcContext) => Promise<void>,
): Promise<string> {
  return (await provenBy(provider, ctx, allowed)).thumbprint;
}

async function provenBy(
  provider: Provider,
  ctx: OidcContext,
  allowed: (ctx: OidcContext) => Promise<void> = () => Promise.resolve(),
): Promise<ValidatedProof> {
  const proof = await validateDpop(provider, ctx);
  if (proof === undefined) throw new errors.InvalidDpopProof('a DPoP proof is required');
  await allowed(ctx);
  await checkDpopReplay(provider, ctx, proof, proof.thumbprint);
  return proof;
}

const isPending = (code: OidcModel): boolean =>
  code.accountId === undefined && code.error === undefined && !code.isExpired;

function refused(description: string): Error {
  const error = new errors.InvalidGrant();
  error.error_description = description;
  return error;
}
