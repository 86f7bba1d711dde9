import { createHash, createPublicKey } from 'node:crypto';
import {
  DEVICE_KINDS,
  isAppVersion,
  isLabel,
  type DeviceDescription,
} from '../enrolment/device-description.js';
import { CannotSeed } from './arguments.js';

/** A device to be linked: what it says of itself, and the thumbprint of its key. */
export interface SeededDevice extends DeviceDescription {
  readonly jkt: string;
}

/** Reads the devices of a keys file, held to what the device flow holds them to. Errors: CannotSeed, by line. */
export function devicesIn(text: string): readonly SeededDevice[] {
  const seen = new Set<string>();
  const devices: SeededDevice[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const device = deviceOf(line);
    if (device === null || seen.has(device.jkt)) {
      const amiss = device === null ? 'no device with a public P-256 key' : 'a key that a line before has';
      throw new CannotSeed(`Line ${index + 1} of the keys holds ${amiss}. Nothing was done.`);
    }
    seen.add(device.jkt);
    devices.push(device);
  }
  if (devices.length === 0) throw new CannotSeed('The keys file holds no device. Nothing was done.');
  return devices;
}

function deviceOf(line: string): SeededDevice | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { x, y, kind, model, name, appVersion } = value as Record<string, unknown>;
  if (typeof x !== 'string' || typeof y !== 'string' || !isPoint(x, y)) return null;
  const found = DEVICE_KINDS.find((one) => one === kind);
  if (found === undefined || typeof model !== 'string' || typeof name !== 'string') return null;
  if (!isLabel(model) || !isLabel(name) || !isAppVersion(appVersion)) return null;
  return { kind: found, model, name, appVersion, jkt: thumbprint(x, y) };
}

function isPoint(x: string, y: string): boolean {
  try {
    createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

/** RFC 7638 section 3. */
const thumbprint = (x: string, y: string): string =>
  createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
