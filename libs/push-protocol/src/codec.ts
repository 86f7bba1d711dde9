import type { CloseName } from './close-codes.js';
import type { DeviceFrame, GatewayFrame } from './frames.js';

/** Largest frame either side reads. */
export const MAX_FRAME_BYTES = 16_384;

/**
 * A frame, or what to do instead: `ignored` is a well-formed frame of a type newer than this reader, which a
 * device counts and passes over; a gateway closes with `close`.
 */
export type Decoded<Frame> =
  { readonly frame: Frame } | { readonly ignored: string } | { readonly close: CloseName };

export const encodeFrame = (frame: GatewayFrame | DeviceFrame): string => JSON.stringify(frame);

export function decodeDeviceFrame(text: string): Decoded<DeviceFrame> {
  const decoded = decode<DeviceFrame>(text, deviceFrames);
  return 'ignored' in decoded ? { close: 'unknown_frame' } : decoded;
}

export const decodeGatewayFrame = (text: string): Decoded<GatewayFrame> =>
  decode<GatewayFrame>(text, gatewayFrames);

type Valid = (value: unknown) => boolean;
type Shapes<Frame extends { type: string }> = {
  readonly [Type in Frame['type']]: {
    readonly [Member in Exclude<keyof Extract<Frame, { type: Type }>, 'type'>]: Valid;
  };
};

const text: Valid = (value) => typeof value === 'string' && value.length > 0;
const seconds: Valid = (value) => typeof value === 'number' && value >= 0 && Number.isFinite(value);
const session: Valid = (value) => {
  if (typeof value !== 'object' || value === null) return false;
  const { sid, sub, seq, kind, model, appVersion } = value as Record<string, unknown>;
  return (
    [sid, sub, kind].every(text) &&
    Number.isSafeInteger(seq) &&
    [model, appVersion].every((one) => typeof one === 'string')
  );
};

const deviceFrames: Shapes<DeviceFrame> = {
  hello: { accessToken: text, proof: text },
  renew: { accessToken: text, proof: text },
  receipt: { receipt: text },
  ping: {},
};

const gatewayFrames: Shapes<GatewayFrame> = {
  challenge: { nonce: text },
  ready: { session, renewWithinS: seconds, heartbeatS: seconds },
  'session-revoked': { event: text },
  'receipt-stored': { jti: text },
  pong: {},
  'going-away': { reconnectWithinS: seconds },
};

/** Members that are not known are passed over, so that frames may grow. */
function decode<Frame extends { type: string }>(
  message: string,
  shapes: Readonly<Record<string, Readonly<Record<string, Valid>>>>,
): Decoded<Frame> {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return { close: 'bad_frame' };
  }
  if (typeof value !== 'object' || value === null) return { close: 'bad_frame' };
  const members = value as Record<string, unknown>;
  const { type } = members;
  if (typeof type !== 'string') return { close: 'bad_frame' };
  const shape = Object.hasOwn(shapes, type) ? shapes[type] : undefined;
  if (shape === undefined) return { ignored: type };
  for (const [name, valid] of Object.entries(shape)) if (!valid(members[name])) return { close: 'bad_frame' };
  return { frame: members as unknown as Frame };
}
