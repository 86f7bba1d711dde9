import { join } from 'node:path';
import type { Progress } from '../progress.js';
import type { Started } from '../processes/started.js';
import type { AccountPages } from './account-pages.js';
import { signInToDemo } from './demo-account.js';
import { DeviceProgram, type DeviceLine } from './device-program.js';

export interface HouseholdOptions {
  readonly accountUrl: string;
  readonly issuer: string;
  readonly caFile: string;
  readonly logsDir: string;
  readonly devicesDir: string;
  readonly demoFile: string;
  readonly started: Started;
  readonly progress: Progress;
}

/** One television and one phone, linked to the demo account through the real flow and listening. */
export class Household {
  private constructor(readonly devices: readonly DeviceProgram[]) {}

  static async open(options: HouseholdOptions): Promise<Household> {
    const { devicesDir, demoFile, accountUrl, started } = options;
    let signedIn: Promise<AccountPages> | null = null;
    const owner = (): Promise<AccountPages> =>
      (signedIn ??= signInToDemo(demoFile, accountUrl).then(({ pages }) => pages));
    const devices = (
      [
        ['tv', 'Living room TV'],
        ['phone', 'My phone'],
      ] as const
    ).map(
      ([kind, name]) => new DeviceProgram({ kind, name, dataDir: join(devicesDir, kind) }, started, options),
    );
    await Promise.all(devices.map((device) => linkedAndListening(device, owner)));
    // Its work is done; left open it would stand among the sessions as a browser nobody knows.
    if (signedIn !== null) await (await owner()).signOut();
    return new Household(devices);
  }

  /** Tells a person what the devices do from now on. */
  narrate(say: (line: string) => void): void {
    for (const device of this.devices) {
      device.hear((line) => {
        const text = narrated(line);
        if (text !== null) say(`  ${device.name}: ${text}`);
      });
    }
  }
}

/** Approves the codes it shows until it is online. A device that is still linked shows none. */
async function linkedAndListening(device: DeviceProgram, owner: () => Promise<AccountPages>): Promise<void> {
  const online = device.next('online');
  let fail!: (error: unknown) => void;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  const stopHearing = device.hear((line) => {
    if (line.event === 'user-code')
      owner()
        .then((pages) => pages.approve(line.userCode))
        .catch(fail);
  });
  try {
    await Promise.race([online, failed]);
  } finally {
    stopHearing();
  }
}

function narrated(line: DeviceLine): string | null {
  switch (line.event) {
    case 'user-code':
      return `shows the code ${line.userCode}. Open ${line.verificationUriComplete}`;
    case 'linked':
      return 'linked';
    case 'online':
      return 'online';
    case 'offline':
      return 'offline';
    case 'stopped-playing':
      return 'stopped playing, and asks whether its session is still good';
    case 'signed-out':
      return `signed out; deleted ${line.wiped.join(', ')}`;
    case 'receipt-stored':
      return 'the service has its receipt';
    case 'event-refused':
      return 'ignored a sign-out that the service did not sign';
    default:
      return null;
  }
}
