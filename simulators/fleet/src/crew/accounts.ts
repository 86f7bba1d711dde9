import type { Pages } from '../people/browser.js';
import { Owner, type Credentials } from '../people/owner.js';

/** An account with the devices that are, or will be, linked to it. */
export interface FleetAccount {
  readonly owner: Owner;
  readonly devices: readonly number[];
  /** How its devices came to it first. */
  readonly by: 'flow' | 'seed';
}

/** Of a fleet on a system that has them seeded: whichever is more, or all. */
const LEAST_BY_FLOW = 1_000;
const SHARE_BY_FLOW = 10;
/** Accounts the fleet signs up: an address may make so many before it must wait (60 by default). */
const MOST_SIGN_UPS = 50;

export const byFlow = (devices: number, isSeedable: boolean, asked: number | null): number =>
  isSeedable
    ? Math.min(devices, asked ?? Math.max(LEAST_BY_FLOW, Math.ceil(devices / SHARE_BY_FLOW)))
    : devices;

/** Which devices enrol by the flow: spread evenly, so over models, addresses and gateways alike. */
export function spread(devices: number, flow: number): { readonly flow: number[]; readonly seed: number[] } {
  const found = { flow: [] as number[], seed: [] as number[] };
  for (let device = 0; device < devices; device++) {
    const isFlow = Math.floor(((device + 1) * flow) / devices) > Math.floor((device * flow) / devices);
    (isFlow ? found.flow : found.seed).push(device);
  }
  return found;
}

/** So many to an account, in order; the last may have fewer. */
export function dealt(devices: readonly number[], each: number): readonly (readonly number[])[] {
  const hands: number[][] = [];
  for (let from = 0; from < devices.length; from += each) hands.push(devices.slice(from, from + each));
  return hands;
}

/** Accounts whose owners approve devices: those given, else signed up now. */
export async function approvingAccounts(
  pages: Pages,
  devices: readonly number[],
  sessionsAnAccount: number,
  given: readonly Credentials[] | null,
  newAccount: () => Credentials,
): Promise<readonly FleetAccount[]> {
  if (devices.length === 0) return [];
  const most = given?.length ?? MOST_SIGN_UPS;
  const each = Math.max(sessionsAnAccount, Math.ceil(devices.length / most));
  const accounts: FleetAccount[] = [];
  for (const [index, hand] of dealt(devices, each).entries()) {
    const owner = new Owner(pages, given?.[index] ?? newAccount());
    if (given === null) await owner.signUp();
    else await owner.signIn();
    accounts.push({ owner, devices: hand, by: 'flow' });
  }
  return accounts;
}
