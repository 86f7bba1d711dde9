import type { Mutation } from '../support/mutants/mutated-build.js';
import type { Contest } from './contests.js';

const SESSIONS = 'apps/account-api/src/sessions/postgres/session-source.ts';
const CLAIMS = 'apps/account-api/src/tokens/access-token-claims.ts';

/** What each race is lost without: the guard against it, taken out of the source. */
export const WITHOUT_ITS_GUARD = {
  connect: [
    {
      file: 'apps/push-gateway/src/admission/admission.ts',
      find: 'const judgement = await this.point.judge(connection);',
      replace: "const judgement = 'good' as Awaited<ReturnType<typeof this.point.judge>>;",
    },
  ],
  refresh: [
    {
      file: CLAIMS,
      find: 'if (over !== null) throw',
      replace: 'if (over !== null && redemption) throw',
    },
  ],
  // Three stand there, each enough for most of it.
  redemption: [
    {
      file: CLAIMS,
      find: 'if (over !== null) throw',
      replace: 'if (over !== null && !redemption) throw',
    },
    {
      file: SESSIONS,
      find: 'if ((await this.revocations.covering(factsOf(session), tx)) !== null) return null;',
      replace: '',
    },
    {
      file: 'apps/account-api/src/revocations/postgres/revoke-account.sql.ts',
      find: 'await killApprovedCodes(tx, { sub, exceptSid });',
      replace: '',
    },
  ],
  approval: [
    {
      file: SESSIONS,
      find: 'FROM accounts WHERE id = $1 FOR SHARE',
      replace: 'FROM accounts WHERE id = $1',
    },
  ],
} as const satisfies Record<Contest, readonly Mutation[]>;
