import type { ErrorCode } from '#libs/errors';
import type { WirePerson } from '../../support/account-api/wire-person.js';

/** What one account has, for another to reach for. */
export interface Home {
  readonly person: WirePerson;
  readonly tvSid: string;
  /** Of a session signed out before. */
  readonly revocationId: string;
  /** Approved by this account, and not redeemed: nobody looks at it or decides about it again. */
  readonly userCode: string;
}

interface Asked {
  readonly path?: string;
  readonly body?: object;
}

export type AccountRule =
  /** No credential. A write needs our own Origin all the same. */
  | { readonly who: 'anyone'; readonly body?: object; readonly answers: number }
  /**
   * A signed-in browser. `ask` is what its owner sends; where that names something of the account, `refused` is
   * what another account is told about it. Without it the route speaks of whoever asks, and shows nothing of
   * others.
   */
  | {
      readonly who: 'browser';
      readonly ask?: (home: Home) => Asked;
      readonly refused?: ErrorCode;
    }
  /**
   * A signed-in operator. No account's cookie counts, and no device's tokens. `ask` is what one sends who may;
   * `answers` is what it is told, where that is not success: of two operators each may do what the other may.
   */
  | {
      readonly who: 'operator';
      readonly ask?: (campaignId: string) => Asked;
      readonly answers?: ErrorCode;
    }
  /** A proof by the device's own key; cookies count for nothing. `stranger` is what another key is told. */
  | {
      readonly who: 'device';
      readonly form: (device: {
        accessToken: string;
        refreshToken: string;
      }) => Readonly<Record<string, string>>;
      readonly stranger: readonly [number, object];
      /** Our own servers may ask on the internal listener. */
      readonly internallyToo?: true;
    }
  /** No credential but the signature of what is sent. */
  | { readonly who: 'signature' }
  /** Our own servers, on the internal listener. */
  | { readonly who: 'internal' };

const PASSWORD = 'a long enough password';
const NO_CAMPAIGN = '00000000-0000-4000-8000-000000000000';
const ofCampaign =
  (rest: string) =>
  (id: string): Asked => ({ path: `/operator/api/campaigns/${id}${rest}` });

/** Who may ask what of the account API. A route that is not here fails every-route.spec.ts. */
export const ACCOUNT_API: Readonly<Record<string, AccountRule>> = {
  'POST /api/accounts': { who: 'anyone', body: {}, answers: 400 },
  'POST /api/browser-session': { who: 'anyone', body: {}, answers: 400 },
  'DELETE /api/browser-session': { who: 'anyone', answers: 204 },
  'GET /api/demo': { who: 'anyone', answers: 404 },
  'GET /jwks': { who: 'anyone', answers: 200 },
  'GET /.well-known/openid-configuration': { who: 'anyone', answers: 200 },
  'GET /.well-known/oauth-authorization-server': { who: 'anyone', answers: 200 },

  'GET /api/me': { who: 'browser' },
  'GET /api/sessions': { who: 'browser' },
  'GET /api/activity': { who: 'browser' },
  'GET /api/events': { who: 'browser' },
  'POST /api/browser-session/password': { who: 'browser', ask: () => ({ body: { password: PASSWORD } }) },
  'POST /api/account/password': {
    who: 'browser',
    ask: () => ({ body: { current: PASSWORD, new: 'another long password', endOthers: false } }),
  },
  'PATCH /api/sessions/:sid': {
    who: 'browser',
    ask: ({ tvSid }) => ({ path: `/api/sessions/${tvSid}`, body: { name: 'Mine now' } }),
    refused: 'session_not_found',
  },
  'POST /api/sessions/:sid/revocation': {
    who: 'browser',
    ask: ({ tvSid }) => ({ path: `/api/sessions/${tvSid}/revocation` }),
    refused: 'session_not_found',
  },
  'POST /api/revocations': {
    who: 'browser',
    ask: ({ person }) => ({ body: { exceptSid: person.sid } }),
  },
  'GET /api/revocations/:id': {
    who: 'browser',
    ask: ({ revocationId }) => ({ path: `/api/revocations/${revocationId}` }),
    refused: 'revocation_not_found',
  },
  'GET /api/activation/:userCode': {
    who: 'browser',
    ask: ({ userCode }) => ({ path: `/api/activation/${userCode}` }),
    refused: 'user_code_used',
  },
  'POST /api/activation': {
    who: 'browser',
    ask: ({ userCode }) => ({ body: { userCode, decision: 'deny' } }),
    refused: 'user_code_used',
  },

  'POST /operator/api/sign-in': { who: 'anyone', body: {}, answers: 400 },
  'POST /operator/api/sign-out': { who: 'anyone', answers: 204 },
  'GET /operator/api/me': { who: 'operator' },
  'GET /operator/api/classes': { who: 'operator' },
  'POST /operator/api/campaigns/preview': { who: 'operator', ask: () => ({ body: { class: {} } }) },
  'POST /operator/api/campaigns': {
    who: 'operator',
    ask: () => ({ body: { class: { models: ['None'] }, reason: 'None', typed: 0 } }),
    answers: 'campaign_matches_nobody',
  },
  'GET /operator/api/campaigns': { who: 'operator' },
  'GET /operator/api/campaigns/:id': { who: 'operator', ask: ofCampaign('') },
  'GET /operator/api/campaigns/:id/events': { who: 'operator', ask: ofCampaign('/events') },
  'GET /operator/api/campaigns/:id/report': { who: 'operator', ask: ofCampaign('/report') },
  'POST /operator/api/campaigns/:id/approval': {
    who: 'operator',
    ask: ofCampaign('/approval'),
    answers: 'campaign_needs_another',
  },
  // Of a campaign that waits no more: what ends it for good is tried by its maker in another spec.
  'POST /operator/api/campaigns/:id/cancellation': {
    who: 'operator',
    ask: () => ({ path: `/operator/api/campaigns/${NO_CAMPAIGN}/cancellation` }),
    answers: 'campaign_not_found',
  },
  'POST /operator/api/campaigns/:id/stages': {
    who: 'operator',
    ask: ofCampaign('/stages'),
    answers: 'campaign_no_stage',
  },
  'POST /operator/api/campaigns/:id/telling/stop': {
    who: 'operator',
    ask: ofCampaign('/telling/stop'),
    answers: 'campaign_telling_not_on',
  },
  'GET /operator/api/wall': { who: 'operator' },
  'GET /operator/api/wall/events': { who: 'operator', ask: () => ({ path: '/operator/api/wall/events' }) },

  'POST /token': {
    who: 'device',
    form: ({ refreshToken }) => ({
      client_id: 'tv',
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    }),
    stranger: [400, { error: 'invalid_grant' }],
  },
  'POST /device_authorization': {
    who: 'device',
    form: () => ({ client_id: 'tv', device_kind: 'tv' }),
    stranger: [400, { error: 'invalid_request' }],
  },
  'POST /revoke': {
    who: 'device',
    form: ({ refreshToken }) => ({ token: refreshToken }),
    stranger: [400, { error: 'invalid_dpop_proof' }],
  },
  'POST /introspect': {
    who: 'device',
    form: ({ accessToken }) => ({ token: accessToken }),
    stranger: [200, { active: false }],
    internallyToo: true,
  },
  'POST /receipts': { who: 'signature' },

  'GET /internal/revocations': { who: 'internal' },
  'GET /internal/points': { who: 'internal' },
  'GET /health/live': { who: 'internal' },
  'GET /health/ready': { who: 'internal' },
  'GET /metrics': { who: 'internal' },
};
