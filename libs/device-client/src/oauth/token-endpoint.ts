import type { SessionDescription } from '#libs/push-protocol';
import type { HttpResponse } from '../ports.js';
import { jsonObject, type DpopHttp } from './dpop.js';
import type { FindEndpoints } from './endpoints.js';
import { Unavailable } from './unavailable.js';

export interface Granted {
  readonly accessToken: string;
  /** Lifetimes reach a device as durations, for its clock may be decades off. */
  readonly expiresInMs: number;
  /** Absent at a refresh: refresh tokens are bound to the key, and not rotated. */
  readonly refreshToken: string | null;
  readonly session: SessionDescription;
}

/** An answer of the token endpoint's own (RFC 6749 section 5.2, RFC 8628 section 3.5). */
export interface Refused {
  readonly error: string;
  /** The SET that ended the session, not yet believed. */
  readonly securityEvent: string | null;
}

export const isGranted = (answer: Granted | Refused): answer is Granted => 'accessToken' in answer;

/** Asks for tokens. Whatever is not an OAuth answer, a lost network or a proxy's page, throws Unavailable. */
export class TokenEndpoint {
  constructor(
    private readonly http: DpopHttp,
    private readonly endpoints: FindEndpoints,
    private readonly clientId: string,
  ) {}

  redeem(deviceCode: string): Promise<Granted | Refused> {
    const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
    return this.#ask({ grant_type: grantType, device_code: deviceCode });
  }

  refresh(refreshToken: string, appVersion: string): Promise<Granted | Refused> {
    return this.#ask({ grant_type: 'refresh_token', refresh_token: refreshToken, app_version: appVersion });
  }

  async #ask(form: Record<string, string>): Promise<Granted | Refused> {
    const { token } = await this.endpoints();
    const response = await this.http
      .post(token, { client_id: this.clientId, ...form })
      .catch(Unavailable.from);
    return readAnswer(response);
  }
}

function readAnswer(response: HttpResponse): Granted | Refused {
  const { status } = response;
  const body = jsonObject(response.body);
  const { error, access_token, expires_in, refresh_token, session, security_event } = body;
  if (
    status === 200 &&
    typeof access_token === 'string' &&
    typeof expires_in === 'number' &&
    isSession(session)
  ) {
    return {
      accessToken: access_token,
      expiresInMs: expires_in * 1000,
      refreshToken: typeof refresh_token === 'string' ? refresh_token : null,
      session,
    };
  }
  // Only a 400 is the server's own word on this grant; 401 would speak of the client, 429 and 5xx of the moment.
  if (status === 400 && typeof error === 'string') {
    return { error, securityEvent: typeof security_event === 'string' ? security_event : null };
  }
  throw unusable(response);
}

/** Obeys Retry-After in seconds; its date form needs a clock the device may not have. */
export function unusable(response: HttpResponse): Unavailable {
  const seconds = Number(response.header('Retry-After') ?? Number.NaN);
  const message = `the issuer answered ${response.status}`;
  return Number.isFinite(seconds)
    ? new Unavailable(message, { retryAfterMs: seconds * 1000 })
    : new Unavailable(message);
}

function isSession(value: unknown): value is SessionDescription {
  if (typeof value !== 'object' || value === null) return false;
  const { sid, sub, seq, kind, model, appVersion } = value as Record<string, unknown>;
  return (
    [sid, sub, kind, model, appVersion].every((one) => typeof one === 'string') && Number.isSafeInteger(seq)
  );
}
