/** The part of oidc-provider 9.13.3 that we use; the package brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface OidcContext {
    readonly method: string;
    readonly path: string;
    status: number;
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
    /** The response's body, once there is one. */
    body?: unknown;
    readonly oidc: {
      readonly route: string;
      params: Record<string, string | undefined>;
      readonly body?: Record<string, unknown>;
      readonly client?: OidcClient;
      readonly entities: { readonly Grant?: OidcModel; readonly DeviceCode?: OidcModel };
    };
    get(header: string): string;
    set(header: string, value: string): void;
  }

  export interface OidcClient {
    readonly clientId: string;
  }

  export interface OidcModel {
    readonly jti: string;
    readonly kind: string;
    readonly grantId?: string;
    readonly accountId?: string;
    readonly clientId?: string;
    readonly consumed?: number;
    readonly error?: string;
    readonly isExpired: boolean;
    readonly params?: Readonly<Record<string, string | undefined>>;
    readonly jkt?: string;
  }

  /** What an adapter stores: the model's members, plain JSON. */
  export type OidcPayload = Record<string, unknown>;

  /** One a model. Times are epoch seconds, `expiresIn` seconds. */
  export interface OidcAdapter {
    upsert(id: string, payload: OidcPayload, expiresIn?: number): Promise<void>;
    find(id: string): Promise<OidcPayload | undefined>;
    findByUserCode(userCode: string): Promise<OidcPayload | undefined>;
    findByUid(uid: string): Promise<OidcPayload | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  interface Model {
    find(value: string, options?: { ignoreExpiration?: boolean }): Promise<OidcModel | undefined>;
  }

  export class Provider {
    constructor(issuer: string, configuration: object);
    readonly issuer: string;
    readonly DeviceCode: Model;
    readonly RefreshToken: Model;
    readonly ReplayDetection: { unique(owner: string, jti: string, expiresAt: number): Promise<boolean> };
    proxy: boolean;
    use(middleware: (ctx: OidcContext, next: () => Promise<void>) => Promise<void>): this;
    on(event: string, listener: (ctx: OidcContext, ...rest: never[]) => void): this;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    static readonly ctx: OidcContext | undefined;
  }
  export default Provider;

  class OidcError extends Error {
    constructor(description?: string, options?: { cause?: unknown });
    error: string;
    error_description?: string;
    status: number;
    statusCode: number;
    /** Ours: members added to the error's JSON body. */
    body?: Record<string, unknown>;
  }
  export const errors: Readonly<
    Record<
      'InvalidGrant' | 'InvalidRequest' | 'InvalidDpopProof' | 'SlowDown' | 'AccessDenied' | 'ExpiredToken',
      typeof OidcError
    >
  >;
}

declare module 'oidc-provider/lib/helpers/validate_dpop.js' {
  import type { OidcContext, Provider } from 'oidc-provider';
  export interface ValidatedProof {
    readonly thumbprint: string;
    readonly jti: string;
    readonly iat: number;
  }
  const validateDpop: (provider: Provider, ctx: OidcContext) => Promise<ValidatedProof | undefined>;
  export default validateDpop;
  export function checkDpopReplay(
    provider: Provider,
    ctx: OidcContext,
    proof: ValidatedProof,
    clientId: string,
    ErrorClass?: new (description?: string) => Error,
  ): Promise<void>;
}

declare module 'oidc-provider/lib/helpers/user_codes.js' {
  export function generate(charset: string, mask: string): string;
  export function normalize(input: string): string;
  export function denormalize(normalized: string, mask: string): string;
}

declare module 'oidc-provider/lib/helpers/challenge.js' {
  export default class ServerChallenge {
    constructor(secret: Buffer, info: string);
    nextChallenge(): string;
    checkChallenge(challenge: string): boolean;
  }
}
