import { EMPTY_RECORD, type DeviceRecord, type DeviceStore } from '../device-store.js';
import { deviceKey, newKeyPair, type DeviceKey } from '../key.js';
import { KeptValues } from './indexed-db.js';

const RECORD = 'record';
const KEY = 'key';

/**
 * A device's memory in the browser's database.
 * Invariants: the private key cannot be exported, by this page either: what is kept is the browser's own handle
 * to it; a record of another version is an error and never taken for "not linked".
 */
export class BrowserStore implements DeviceStore {
  readonly #kept: KeptValues;

  /** @param name of the device among those of this origin */
  constructor(name: string) {
    this.#kept = new KeptValues(`signoff-device-${name}`);
  }

  async read(): Promise<DeviceRecord> {
    const record = await this.#kept.get<DeviceRecord>(RECORD);
    if (record === undefined) return EMPTY_RECORD;
    if ((record.v as number) !== 1)
      throw new Error('the record was written by another version of this program');
    return record;
  }

  write(record: DeviceRecord): Promise<void> {
    return this.#kept.set(RECORD, record);
  }

  /** The device's key, made the first time and kept over every sign-out. */
  async key(): Promise<DeviceKey> {
    const kept = await this.#kept.get<CryptoKeyPair>(KEY);
    return deviceKey(kept ?? (await this.#kept.setOnce(KEY, await newKeyPair(false))));
  }
}
