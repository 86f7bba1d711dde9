import type { SessionDescription } from '#libs/push-protocol';
import { jsonObject, type DpopHttp } from '../oauth/dpop.js';
import type { FindEndpoints } from '../oauth/endpoints.js';
import { isGranted, unusable, type Granted, type TokenEndpoint } from '../oauth/token-endpoint.js';
import { Unavailable } from '../oauth/unavailable.js';
import type { Clock } from '../ports.js';

/** What a device says of itself; a person sees it before allowing it in. */
export interface DeviceDescription {
  readonly kind: 'tv' | 'phone';
  readonly model: string;
  readonly name: string;
  readonly appVersion: string;
}

/** RFC 8628 section 3.2. */
export interface Code {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete: string | null;
  readonly expiresInS: number;
  readonly intervalS: number;
}

export type Enrolled = Granted & { readonly refreshToken: string; readonly session: SessionDescription };
export type EnrolmentEnd = Enrolled | 'expired' | 'denied' | 'cancelled';

/** RFC 8628 section 3.2: the interval where the server names none. */
const DEFAULT_INTERVAL_S = 5;
/** Section 3.5: what `slow_down` adds, for this and all later polls. */
const SLOW_DOWN_S = 5;
const MAX_INTERVAL_S = 60;

/**
 * Device authorization (RFC 8628), bound to the device's key from the first request by DPoP.
 * Errors: Unavailable when no code could be had; once there is one, faults only delay the next poll.
 */
export class Enrolment {
  constructor(
    private readonly http: DpopHttp,
    private readonly endpoints: FindEndpoints,
    private readonly tokens: TokenEndpoint,
    private readonly clock: Clock,
    private readonly description: DeviceDescription,
  ) {}

  async requestCode(): Promise<Code> {
    const { deviceAuthorization } = await this.endpoints();
    const { kind, model, name, appVersion } = this.description;
    const response = await this.http
      .post(deviceAuthorization, {
        client_id: kind,
        device_kind: kind,
        device_model: model,
        device_name: name,
        app_version: appVersion,
      })
      .catch(Unavailable.from);
    const body = jsonObject(response.body);
    const { device_code, user_code, verification_uri, verification_uri_complete, expires_in, interval } =
      body;
    if (
      response.status !== 200 ||
      typeof device_code !== 'string' ||
      typeof user_code !== 'string' ||
      typeof verification_uri !== 'string' ||
      typeof expires_in !== 'number'
    ) {
      throw unusable(response);
    }
    return {
      deviceCode: device_code,
      userCode: user_code,
      verificationUri: verification_uri,
      verificationUriComplete:
        typeof verification_uri_complete === 'string' ? verification_uri_complete : null,
      expiresInS: expires_in,
      intervalS: typeof interval === 'number' ? interval : DEFAULT_INTERVAL_S,
    };
  }

  /** Polls until somebody decides or the code's life is over. */
  async redeem(code: Code, signal: AbortSignal): Promise<EnrolmentEnd> {
    const deadline = this.clock.monotonic() + code.expiresInS * 1000;
    let intervalS = code.intervalS;
    let delayMs = intervalS * 1000;
    for (;;) {
      await this.#wait(Math.min(delayMs, Math.max(0, deadline - this.clock.monotonic())), signal);
      if (signal.aborted) return 'cancelled';
      if (this.clock.monotonic() >= deadline) return 'expired';
      const answer = await this.tokens.redeem(code.deviceCode).catch(waitLonger);
      if (signal.aborted) return 'cancelled';
      delayMs = intervalS * 1000;
      if (answer instanceof Unavailable) {
        // Section 3.5: a client that got no answer lengthens its pauses.
        intervalS = Math.min(MAX_INTERVAL_S, intervalS * 2);
        delayMs = Math.max(intervalS * 1000, answer.options.retryAfterMs ?? 0);
      } else if (isGranted(answer)) {
        const { refreshToken } = answer;
        return refreshToken === null ? 'expired' : { ...answer, refreshToken };
      } else if (answer.error === 'slow_down') {
        intervalS += SLOW_DOWN_S;
        delayMs = intervalS * 1000;
      } else if (answer.error === 'access_denied') {
        return 'denied';
      } else if (answer.error === 'expired_token' || answer.error === 'invalid_grant') {
        return 'expired';
      }
      // authorization_pending, and errors that a later poll may not meet.
    }
  }

  #wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = (): void => {
        cancel();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = this.clock.after(ms, done);
      signal.addEventListener('abort', done);
    });
  }
}

function waitLonger(error: unknown): Unavailable {
  if (error instanceof Unavailable) return error;
  throw error;
}
