import type { DeviceRecord, DeviceStore } from './device-store.js';

/** The record in hand: changes one after the other, and none is believed before it is durable. */
export class Memory {
  #record: DeviceRecord;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly store: DeviceStore,
    record: DeviceRecord,
  ) {
    this.#record = record;
  }

  static async open(store: DeviceStore): Promise<Memory> {
    return new Memory(store, await store.read());
  }

  get record(): DeviceRecord {
    return this.#record;
  }

  /** Two changes at once both hold: the second sees what the first wrote. */
  change(change: (record: DeviceRecord) => Partial<DeviceRecord>): Promise<void> {
    const changed = this.#last.then(async () => {
      const record = { ...this.#record, ...change(this.#record) };
      await this.store.write(record);
      this.#record = record;
    });
    this.#last = changed.catch(() => undefined);
    return changed;
  }
}
