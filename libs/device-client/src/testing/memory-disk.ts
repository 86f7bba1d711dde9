import { EMPTY_RECORD, type DeviceRecord, type DeviceStore } from '../device-store.js';

/** What survives a power cut. `DeviceStore`s of one disk are the runs of one device. */
export class MemoryDisk {
  record: DeviceRecord = EMPTY_RECORD;
  writes = 0;

  /** A run of the device; the power goes at its write of that number, before or after it is durable. */
  run(powerCut?: {
    readonly atWrite: number;
    readonly durable: boolean;
  }): DeviceStore & { readonly dead: boolean } {
    let dead = false;
    let writes = 0;
    return {
      get dead() {
        return dead;
      },
      read: async () => structuredClone(this.record),
      write: async (record) => {
        if (dead) return never();
        writes += 1;
        this.writes += 1;
        dead = writes === powerCut?.atWrite;
        if (!dead || powerCut?.durable === true) this.record = structuredClone(record);
        // The program neither sees a failure nor goes on: it is no more.
        if (dead) return never();
      },
    };
  }
}

const never = (): Promise<never> => new Promise(() => undefined);
