import { errors, type OidcContext } from 'oidc-provider';

/** The one scope of a device's tokens. */
export const DEVICE_SCOPE = 'device';

/** The two kinds of device, each an OAuth client of the same name. */
export const DEVICE_KINDS = ['tv', 'phone'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** What a device says of itself when it asks for a code. Shown to a person, so nothing in it may deceive the eye. */
export interface DeviceDescription {
  readonly kind: DeviceKind;
  readonly model: string;
  readonly name: string;
  readonly appVersion: string;
}

// No controls, no bidirectional overrides, no unpaired surrogates; the joiner of emoji may stay.
const VISIBLE = /^(?:\u200d|[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]){1,64}$/u;
const VERSION = /^[0-9A-Za-z][0-9A-Za-z.+_-]{0,31}$/;

export const isAppVersion = (value: unknown): value is string =>
  typeof value === 'string' && VERSION.test(value);

/** Whether a person may be shown it as a device's name or model. */
export const isLabel = (value: string): boolean => VISIBLE.test(value) && value.trim() === value;

type Validator = (ctx: OidcContext, value: string | undefined) => Promise<void>;

const parameter =
  (name: string, allowed: string, valid: (value: string, ctx: OidcContext) => boolean): Validator =>
  async (ctx, value) => {
    if (value === undefined || !valid(value, ctx))
      throw new errors.InvalidRequest(`${name} must be ${allowed}`);
  };

/** The request parameters of our own at device authorization, each with its check (oidc-provider's `extraParams`). */
export const descriptionParameters: Readonly<Record<string, Validator>> = {
  device_kind: parameter(
    'device_kind',
    'the kind the client is for: tv or phone',
    (value, ctx) => value === ctx.oidc.client?.clientId,
  ),
  device_model: parameter('device_model', '1 to 64 visible characters', isLabel),
  device_name: parameter('device_name', '1 to 64 visible characters', isLabel),
  app_version: parameter('app_version', 'a version such as 4.2.1, at most 32 characters', isAppVersion),
};

/** Reads the description back from the stored request. */
export function describedBy(params: Readonly<Record<string, unknown>>): DeviceDescription {
  return {
    kind: params['device_kind'] as DeviceKind,
    model: params['device_model'] as string,
    name: params['device_name'] as string,
    appVersion: params['app_version'] as string,
  };
}
