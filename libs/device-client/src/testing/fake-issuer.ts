import type { SessionDescription } from '#libs/push-protocol';
import {
  decodeJws,
  parseReceipt,
  securityEventClaims,
  signSecurityEvent,
  type Receipt,
  type SecurityEvent,
} from '#libs/security-event';
import { deviceKey, newKeyPair, type DeviceKey } from '../key.js';
import { endpointsAt, type Endpoints } from '../oauth/endpoints.js';
import type { Http, HttpRequest, HttpResponse } from '../ports.js';

export interface FakeSession {
  readonly session: SessionDescription;
  readonly refreshToken: string;
  /** The SET that ended it; '' = over without one. */
  endedBy: string | null;
}

/** An issuer in memory: real signatures, and faults the test chooses. */
export class FakeIssuer {
  readonly endpoints: Endpoints;
  readonly sessions = new Map<string, FakeSession>();
  readonly accessTokens = new Map<string, string>();
  readonly receipts: Receipt[] = [];
  readonly requests: string[] = [];
  /** Requests to these paths are carried out, and their answer is lost, so many times. */
  readonly lostAnswers = new Map<string, number>();
  /** No request arrives. */
  down = false;
  decision: 'pending' | 'approve' | 'deny' | 'slow_down' = 'approve';
  intervalS = 5;
  /** Answers to give first, whatever is asked. */
  readonly scripted: { status: number; body: object; retryAfterS?: number }[] = [];
  #nonce = 1;
  #count = 0;
  #key: Promise<DeviceKey> | null = null;
  kid = 'k1';
  publishedKid = 'k1';

  constructor(
    readonly issuer = 'https://issuer.test',
    push = 'wss://push.test/devices',
  ) {
    this.endpoints = endpointsAt(issuer, issuer, push);
  }

  readonly http: Http = async (request) => {
    if (this.down) throw new Error('no route to host');
    const { pathname } = new URL(request.url);
    this.requests.push(pathname);
    const response = await this.#answer(pathname, request);
    const lost = this.lostAnswers.get(pathname) ?? 0;
    if (lost > 0) {
      this.lostAnswers.set(pathname, lost - 1);
      throw new Error('connection reset');
    }
    return response;
  };

  asked(path: string): number {
    return this.requests.filter((one) => one === path).length;
  }

  rotateNonce(): void {
    this.#nonce += 1;
  }

  key(): Promise<DeviceKey> {
    return (this.#key ??= newKeyPair(true).then(deviceKey));
  }

  newSession(): FakeSession {
    const seq = ++this.#count;
    const session = { sid: `s${seq}`, sub: 'a1', seq, kind: 'tv', model: 'Aurora 55', appVersion: '4.2.1' };
    const made = { session, refreshToken: `refresh-${seq}`, endedBy: null };
    this.sessions.set(made.refreshToken, made);
    return made;
  }

  /** Signs an event that ends one session; overrides last. */
  async event(sid: string, overrides: Partial<SecurityEvent> = {}, by?: DeviceKey): Promise<string> {
    const claims = securityEventClaims({
      jti: `event-${++this.#count}`,
      txn: 'txn-1',
      issuer: this.issuer,
      sub: 'a1',
      predicate: { type: 'session', sid },
      initiatingEntity: 'user',
      revokedAt: 1_700_000_000_000,
      receiptWindowMs: 0,
      ...overrides,
    });
    return signSecurityEvent(JSON.stringify(claims), this.kid, (by ?? (await this.key())).sign);
  }

  async #answer(path: string, { headers = {}, body = '' }: HttpRequest): Promise<HttpResponse> {
    if (path === '/jwks')
      return this.#json(200, { keys: [{ ...(await this.key()).jwk, kid: this.publishedKid }] });
    if (path === '/.well-known/oauth-authorization-server') return this.#json(200, this.#discovery());
    if (path === '/receipts') {
      this.receipts.push(parseReceipt(body, this.issuer));
      return this.#json(200, {});
    }
    const proof = decodeJws(headers['dpop']);
    if (proof.payload['nonce'] !== `n${this.#nonce}`) return this.#json(400, { error: 'use_dpop_nonce' });
    const scripted = this.scripted.shift();
    if (scripted !== undefined) return this.#json(scripted.status, scripted.body, scripted.retryAfterS);
    const form = new URLSearchParams(body);
    if (path === '/device_authorization') return this.#json(200, { ...CODE, interval: this.intervalS });
    if (path === '/revoke') {
      const ended = this.sessions.get(form.get('token') ?? '');
      if (ended !== undefined) ended.endedBy = '';
      return this.#json(200, {});
    }
    return form.get('grant_type') === 'refresh_token' ? this.#refresh(form) : this.#redeem();
  }

  #discovery(): object {
    const { issuer, deviceAuthorization, token, revocation, jwks, receipt, push } = this.endpoints;
    return {
      issuer,
      device_authorization_endpoint: deviceAuthorization,
      token_endpoint: token,
      revocation_endpoint: revocation,
      jwks_uri: jwks,
      signoff_receipt_endpoint: receipt,
      signoff_push_endpoint: push[0],
      ...(push.length === 1 ? {} : { signoff_push_endpoints: push }),
    };
  }

  #redeem(): HttpResponse {
    if (this.decision === 'pending') return this.#json(400, { error: 'authorization_pending' });
    if (this.decision === 'slow_down') return this.#json(400, { error: 'slow_down' });
    if (this.decision === 'deny') return this.#json(400, { error: 'access_denied' });
    const { session, refreshToken } = this.newSession();
    return this.#tokens(session, { refresh_token: refreshToken });
  }

  #refresh(form: URLSearchParams): HttpResponse {
    const found = this.sessions.get(form.get('refresh_token') ?? '');
    if (found !== undefined && found.endedBy === null) return this.#tokens(found.session, {});
    const event = found?.endedBy ? { security_event: found.endedBy } : {};
    return this.#json(400, { error: 'invalid_grant', ...event });
  }

  #tokens(session: SessionDescription, more: object): HttpResponse {
    const accessToken = `access-${++this.#count}`;
    this.accessTokens.set(accessToken, session.sid);
    return this.#json(200, {
      access_token: accessToken,
      token_type: 'DPoP',
      expires_in: 300,
      session,
      ...more,
    });
  }

  #json(status: number, body: object, retryAfterS?: number): HttpResponse {
    const header = (name: string): string | null => {
      if (name === 'Retry-After' && retryAfterS !== undefined) return String(retryAfterS);
      return name === 'DPoP-Nonce' ? `n${this.#nonce}` : null;
    };
    return { status, header, body: JSON.stringify(body) };
  }
}

const CODE = {
  device_code: 'device-code',
  user_code: 'BCDF-GHJK',
  verification_uri: 'http://account.test/activate',
  expires_in: 600,
};
