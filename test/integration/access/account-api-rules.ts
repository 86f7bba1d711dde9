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
  'GET /health/live': { who: 'internal' },
  'GET /health/ready': { who: 'internal' },
  'GET /metrics': { who: 'internal' },
};
