import type { Http } from '#libs/device-client';
import { until } from '../../support/account-api/until.js';
import type { DeviceSlot } from '../load/device-slot.js';
import type { Rig } from '../rig.js';

const WITHIN_MS = 90_000;

/** A device that was off when it was signed out, and comes in the midst of a fault: it learns of it by its refresh. */
export class LateComer {
  private constructor(
    private readonly rig: Rig,
    private readonly slot: DeviceSlot,
  ) {}

  /** Linked, and off. `http` is its network as the fault would have it. */
  static async off(rig: Rig, http?: (http: Http) => Http): Promise<LateComer> {
    const slot = await rig.load.aSlot({ kind: 'tv', ...(http === undefined ? {} : { http }) });
    slot.device.off();
    return new LateComer(rig, slot);
  }

  /** Its owner signs it out, and somebody switches it on. Resolves once it has wiped, or with what became of that. */
  async comes(): Promise<readonly string[]> {
    const { device } = this.slot;
    return complaintOf(async () => {
      await this.slot.signOut(this.rig.load.ledger);
      await device.on();
      await until('a device that comes late has wiped', () => device.saw('signed-out'), WITHIN_MS);
    });
  }

  get hasReceipt(): boolean {
    return this.slot.device.disk.record.receipts.length > 0;
  }

  get isReceiptStored(): boolean {
    return this.slot.device.saw('receipt-stored');
  }

  /** Its receipt is stored, by HTTPS, for it has no tokens to open a socket with. */
  async receiptStored(): Promise<readonly string[]> {
    return complaintOf(() =>
      until('a receipt that comes late is stored', () => this.isReceiptStored, WITHIN_MS),
    );
  }

  /** Whether it was let in, kept what it had to wipe, or gave its receipt another way. */
  complaints(): readonly string[] {
    const { device } = this.slot;
    const { record } = device.disk;
    const found: string[] = [];
    if (device.saw('online')) found.push('a device that comes late was let in though it was signed out');
    if (record.grant !== null || record.signOut !== null)
      found.push('a device that comes late has not wiped');
    if (!device.saw('receipt-stored')) found.push('the receipt of a device that comes late is not stored');
    else if (device.last('receipt-stored').via !== 'https')
      found.push('the receipt of a device that was not let in is said to have gone over a socket');
    if (this.hasReceipt) found.push('a device keeps a receipt that is stored');
    return found;
  }

  close(): void {
    this.slot.device.close();
  }
}

/** A fault in its midst is never left where it stands: what fails there is told, and the fault ended. */
const complaintOf = (work: () => Promise<unknown>): Promise<readonly string[]> =>
  work().then(
    () => [],
    (error: Error) => [error.message],
  );
