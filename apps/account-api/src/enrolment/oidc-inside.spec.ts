import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  checkDpopReplay,
  denormalizeUserCode,
  normalizeUserCode,
  ServerChallenge,
  validateDpop,
} from './oidc-inside.js';

const folder = dirname(createRequire(import.meta.url).resolve('oidc-provider/package.json'));
const hashOf = (file: string): string =>
  createHash('sha256')
    .update(readFileSync(join(folder, file)))
    .digest('hex')
    .slice(0, 16);

/**
 * What enrolment takes from inside oidc-provider was read in these very files. A changed one may still pass every
 * other test and let a code go to the wrong key: read it anew, then write its hash here.
 */
describe('the inside of oidc-provider that enrolment stands on', () => {
  it.each([
    ['lib/helpers/validate_dpop.js', '937991243a02287d'],
    ['lib/helpers/challenge.js', '92f5cd0012f84a3e'],
    ['lib/helpers/user_codes.js', '57f57bff03118d99'],
    ['lib/actions/grants/device_code.js', '02d0e9200f0d37c5'],
    ['lib/actions/grants/refresh_token.js', 'd3bcebb1e448545e'],
  ])('%s is as it was read', (file, hash) => {
    expect(hashOf(file)).toBe(hash);
  });

  it('takes a user code as people type it', () => {
    expect(normalizeUserCode(' wdjb mjht')).toBe('WDJBMJHT');
    expect(denormalizeUserCode('WDJBMJHT', '****-****')).toBe('WDJB-MJHT');
  });

  it('knows its own nonces, and no others', () => {
    const nonces = new ServerChallenge(Buffer.alloc(32, 1), 'DPoP');
    expect(nonces.checkChallenge(nonces.nextChallenge())).toBe(true);
    expect(nonces.checkChallenge(new ServerChallenge(Buffer.alloc(32, 2), 'DPoP').nextChallenge())).toBe(
      false,
    );
  });

  it('takes a provider and a request to judge a proof', () => {
    expect([validateDpop.length, checkDpopReplay.length]).toEqual([3, 4]);
  });
});
