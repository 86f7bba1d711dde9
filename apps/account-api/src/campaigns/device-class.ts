import { createHash } from 'node:crypto';
import { SignoffError } from '#libs/errors';
import { compareVersions, type ClassPredicate } from '#libs/revocation-index';
import { DEVICE_KINDS, isAppVersion, isLabel } from '../enrolment/device-description.js';
import { isUuid } from '../revocations/revoke-session.js';

/**
 * Whom a campaign ends: devices of which all that is given holds, or every session of some accounts. Nothing given
 * is every device. Browsers are in no class: what they say of themselves is not of an app.
 */
export interface DeviceClass {
  readonly kinds?: readonly string[];
  readonly models?: readonly string[];
  readonly minAppVersion?: string;
  readonly maxAppVersion?: string;
  /** ISO 8601. */
  readonly enrolledBefore?: string;
  /** Account ids or emails as they were asked for; ids once they are known. Nothing else is given with it. */
  readonly accounts?: readonly string[];
}

const MOST_NAMES = 64;
const MOST_ACCOUNTS = 1_000;

/** Errors: campaign_class_invalid, and its detail says which member. */
export function parseClass(value: unknown): DeviceClass {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('class must be an object; {} is every device');
  const members = value as Record<string, unknown>;
  for (const name of Object.keys(members)) {
    if (!Object.hasOwn(readers, name)) throw invalid(`class.${name} is no member we know`);
    // A null might be meant as "any" or as "none", and one of the two ends a fleet.
    if (members[name] === null || members[name] === undefined)
      throw invalid(`class.${name} must be left out, or say something`);
  }
  const read: Record<string, unknown> = {};
  for (const [name, reader] of Object.entries(readers)) {
    if (Object.hasOwn(members, name)) read[name] = reader(members[name], `class.${name}`);
  }
  const parsed = read as DeviceClass;
  const { minAppVersion: min, maxAppVersion: max } = parsed;
  if (min !== undefined && max !== undefined && compareVersions(min, max) > 0)
    throw invalid(`the version range is empty: ${min} is after ${max}`);
  if (parsed.accounts !== undefined && Object.keys(parsed).length > 1)
    throw invalid('with class.accounts nothing else may be given');
  return parsed;
}

/** Two classes have one digest if they say the same, in whatever order and words. */
export function digestOf(deviceClass: DeviceClass): string {
  const { accounts } = deviceClass;
  const said = accounts === undefined ? { ...deviceClass, kinds: kindsOf(deviceClass) } : { accounts };
  const members = Object.entries(said).map(([name, value]): [string, unknown] => [
    name,
    Array.isArray(value) ? value.toSorted() : value,
  ]);
  return createHash('sha256')
    .update(JSON.stringify(members.sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('base64url');
}

export const kindsOf = ({ kinds }: DeviceClass): readonly string[] => kinds ?? DEVICE_KINDS;

/** @param share the part of the fleet that a stage is for; left out, all of it */
export function predicateOf(
  { models, minAppVersion, maxAppVersion, ...rest }: DeviceClass,
  cutoff: number,
  share?: { readonly from: number; readonly to: number },
): ClassPredicate {
  return {
    type: 'class',
    cutoff,
    kinds: kindsOf(rest),
    ...(models === undefined ? {} : { models }),
    ...(minAppVersion === undefined ? {} : { minAppVersion }),
    ...(maxAppVersion === undefined ? {} : { maxAppVersion }),
    ...(share === undefined || (share.from === 0 && share.to === 1) ? {} : { share }),
  };
}

type Reader = (value: unknown, name: string) => unknown;

const list =
  (valid: (item: string) => boolean, most: number, what: string): Reader =>
  (value, name) => {
    const items: unknown[] = Array.isArray(value) ? [...new Set(value)] : [];
    if (items.length === 0 || items.length > most)
      throw invalid(`${name} must be a list of 1 to ${most} ${what}`);
    for (const item of items) {
      if (typeof item !== 'string' || !valid(item))
        throw invalid(`${name} holds what is none of the ${what}`);
    }
    return (items as string[]).sort();
  };

// Letters count for nothing when versions are compared, so a bound that has some would not say what it seems to.
const version: Reader = (value, name) => {
  if (!isAppVersion(value) || !/^\d+(?:\.\d+)*$/.test(value))
    throw invalid(`${name} must be numbers with dots between them, such as 4.2.1`);
  return value;
};

const moment: Reader = (value, name) => {
  const at = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw invalid(`${name} must be a time such as 2026-11-25T08:00:00Z`);
  return new Date(at).toISOString();
};

const isAccountName = (text: string): boolean => isUuid(text) || /^[^\s@]{1,200}@[^\s@]{1,200}$/.test(text);

const readers: Readonly<Record<keyof DeviceClass, Reader>> = {
  kinds: list(
    (kind) => (DEVICE_KINDS as readonly string[]).includes(kind),
    DEVICE_KINDS.length,
    'kinds of device',
  ),
  models: list(isLabel, MOST_NAMES, 'models'),
  minAppVersion: version,
  maxAppVersion: version,
  enrolledBefore: moment,
  accounts: list(isAccountName, MOST_ACCOUNTS, 'account ids or emails'),
};

const invalid = (detail: string): SignoffError => new SignoffError('campaign_class_invalid', detail);
