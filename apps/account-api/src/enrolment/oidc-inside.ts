/**
 * The one home of imports from inside oidc-provider 9.13.3, which is pinned and has no `exports` map.
 * oidc-inside.spec.ts fails when a new version moves or changes one of them; PATCHES.md says why each is here.
 */
export {
  normalize as normalizeUserCode,
  denormalize as denormalizeUserCode,
  generate as generateUserCode,
} from 'oidc-provider/lib/helpers/user_codes.js';
export {
  default as validateDpop,
  checkDpopReplay,
  type ValidatedProof,
} from 'oidc-provider/lib/helpers/validate_dpop.js';
export { default as ServerChallenge } from 'oidc-provider/lib/helpers/challenge.js';
