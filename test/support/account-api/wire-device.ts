import { createHash, randomUUID } from 'node:crypto';
import { encodeJws } from '#libs/security-event';
import { aKey, type TestDevice } from './account.js';
import type { TlsFetch } from './tls-fetch.js';

export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ProofOptions {
  /** Left out: the newest one this device was given. Null: none. */
  readonly nonce?: string | null;
  readonly htu?: string;
  readonly htm?: string;
  readonly jti?: string;
  readonly iat?: number;
}

type Key = Pick<TestDevice, 'jkt' | 'jwk' | 'sign'>;

/**
 * A device by the wire alone, for what a well-made one never sends. It gets a nonce as told by
 * `use_dpop_nonce` and repeats itself once, unless the test gives the proof.
 */
export class WireDevice {
  nonce: string | null = null;

  constructor(
    private readonly issuer: string,
    private readonly fetch: TlsFetch,
    readonly key: Key = aKey(),
    readonly kind: 'tv' | 'phone' = 'tv',
    /** How far its clock is off. */
    private readonly offByS = 0,
  ) {}

  proof(path: string, options: ProofOptions = {}): Promise<string> {
    const nonce = options.nonce === undefined ? this.nonce : options.nonce;
    const claims = {
      jti: options.jti ?? randomUUID(),
      htm: options.htm ?? 'POST',
      htu: options.htu ?? this.issuer + path,
      iat: options.iat ?? Math.floor(Date.now() / 1000) + this.offByS,
      ...(nonce === null ? {} : { nonce }),
    };
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: this.key.jwk };
    return encodeJws(header, JSON.stringify(claims), this.key.sign);
  }

  /** Sends the form with exactly this proof; null sends none. */
  async send(
    path: string,
    form: Readonly<Record<string, string>>,
    proof: string | null,
  ): Promise<WireAnswer> {
    const response = await this.fetch(this.issuer + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(proof === null ? {} : { dpop: proof }),
      },
      body: new URLSearchParams(form).toString(),
    });
    const text = await response.text();
    this.nonce = response.headers.get('dpop-nonce') ?? this.nonce;
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? {} : (JSON.parse(text) as WireAnswer['body']),
    };
  }

  async post(path: string, form: Readonly<Record<string, string>>): Promise<WireAnswer> {
    const first = await this.send(path, form, await this.proof(path));
    if (first.body['error'] !== 'use_dpop_nonce') return first;
    return this.send(path, form, await this.proof(path));
  }

  askForCode(over: Readonly<Record<string, string>> = {}): Promise<WireAnswer> {
    return this.post('/device_authorization', {
      client_id: this.kind,
      device_kind: this.kind,
      device_model: 'Model One',
      device_name: 'Living room',
      app_version: '4.2.1',
      ...over,
    });
  }

  async code(): Promise<{ readonly deviceCode: string; readonly userCode: string }> {
    const { status, body } = await this.askForCode();
    if (status !== 200) throw new Error(`no code: ${status} ${JSON.stringify(body)}`);
    return { deviceCode: body['device_code'] as string, userCode: body['user_code'] as string };
  }

  redeem(deviceCode: string): Promise<WireAnswer> {
    return this.post('/token', {
      client_id: this.kind,
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: deviceCode,
    });
  }

  refresh(refreshToken: string, more: Readonly<Record<string, string>> = {}): Promise<WireAnswer> {
    return this.post('/token', {
      client_id: this.kind,
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      ...more,
    });
  }
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');
