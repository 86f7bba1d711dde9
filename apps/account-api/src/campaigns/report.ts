import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { CampaignView } from './campaign-view.js';
import { csvRow } from './csv.js';

/** How a device stands at the moment its row is read. *Told*: it was reached, and its receipt has not come. */
export type DeviceStanding = 'confirmed' | 'told' | 'unreachable' | 'blocking';

export interface ReportedDevice {
  readonly sid: string;
  readonly standing: DeviceStanding;
  readonly kind: string;
  readonly model: string;
  readonly appVersion: string;
  readonly name: string;
  readonly accountId: string;
  /** Of the stage, or of the account, that ended it. */
  readonly revocationJti: string;
  /** Epoch ms. */
  readonly lastSeenAt: number;
  readonly blockedAt: number | null;
  readonly confirmedAt: number | null;
  /** The event its receipt names: another than `revocationJti` where the device learned of another first. */
  readonly receiptOf: string | null;
}

export interface ReportStore {
  /** The next devices of the campaign after this sid, by sid. */
  devices(campaignId: string, after: string | null, limit: number): Promise<readonly ReportedDevice[]>;
}

export const REPORT_STORE = Symbol('ReportStore');

export type ReportFormat = 'json' | 'csv';

const AT_ONCE = 1_000;
const COLUMNS = [
  'sid',
  'standing',
  'kind',
  'model',
  'appVersion',
  'name',
  'accountId',
  'revocationJti',
  'lastSeenAt',
  'blockedAt',
  'confirmedAt',
  'receiptOf',
] as const satisfies readonly (keyof ReportedDevice)[];

export interface ReportOptions {
  readonly format: ReportFormat;
  /** False: those that have not confirmed, each of whom wants an answer. */
  readonly everyDevice: boolean;
}

/**
 * Writes who was ended and how each stands, from a cursor: never more than a thousand in memory, at the pace of
 * who reads. The tally at the end of the JSON form counts the very rows that were walked, so it adds up: count =
 * confirmed + told + unreachable + blocking.
 */
export async function writeReport(
  campaign: CampaignView,
  store: ReportStore,
  { format, everyDevice }: ReportOptions,
  to: Writable,
): Promise<void> {
  const tally: Record<'count' | DeviceStanding, number> = {
    count: 0,
    confirmed: 0,
    told: 0,
    unreachable: 0,
    blocking: 0,
  };
  let first = true;
  await write(to, format === 'csv' ? csvRow(COLUMNS) : `{"campaign":${JSON.stringify(campaign)},"devices":[`);
  for (let after: string | null = null; ;) {
    const devices = await store.devices(campaign.id, after, AT_ONCE);
    const lines: string[] = [];
    for (const device of devices) {
      tally.count++;
      tally[device.standing]++;
      if (!everyDevice && device.standing === 'confirmed') continue;
      lines.push(
        format === 'csv'
          ? csvRow(COLUMNS.map((column) => device[column]))
          : `${first ? '' : ','}\n${JSON.stringify(device)}`,
      );
      first = false;
    }
    await write(to, lines.join(''));
    if (devices.length < AT_ONCE) break;
    after = devices.at(-1)!.sid;
  }
  if (format === 'json') await write(to, `\n],"tally":${JSON.stringify(tally)}}\n`);
}

/** Rejects when whoever reads has gone. */
async function write(to: Writable, text: string): Promise<void> {
  if (to.destroyed) throw new Error('the reader has gone');
  if (text === '' || to.write(text)) return;
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  to.once('close', leave);
  try {
    await once(to, 'drain', { signal: gone.signal });
  } finally {
    to.off('close', leave);
  }
}
