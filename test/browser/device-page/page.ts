import { BrowserStore, oneAtATime } from '../../../libs/device-client/src/browser/index.js';
import { deviceStoreContract } from '../../../libs/device-client/src/testing/device-store-contract.js';

/** What the spec calls in the page. */
const inPage = {
  contract: deviceStoreContract.map(({ name }) => name),
  async run(name: string, disk: string): Promise<void> {
    const found = deviceStoreContract.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no such case: ${name}`);
    await found.run(new BrowserStore(disk), () => new BrowserStore(disk));
  },
  async key(disk: string): Promise<{ jkt: string; signatureBytes: number }> {
    const key = await new BrowserStore(disk).key();
    return { jkt: key.jkt, signatureBytes: (await key.sign(new Uint8Array(3))).length };
  },
  /** Both of two first starts at once. */
  keys: async (disk: string): Promise<string[]> =>
    (await Promise.all([new BrowserStore(disk).key(), new BrowserStore(disk).key()])).map(({ jkt }) => jkt),
  /** Tries to take the private key out of the browser's hands. */
  async steal(disk: string): Promise<string> {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(`signoff-device-${disk}`);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('no database'));
    });
    const pair = await new Promise<CryptoKeyPair>((resolve) => {
      const request = database.transaction('kept').objectStore('kept').get('key');
      request.onsuccess = () => resolve(request.result as CryptoKeyPair);
    });
    return crypto.subtle.exportKey('jwk', pair.privateKey).then(
      () => 'exported',
      (error: Error) => error.name,
    );
  },
  state: 'idle' as 'idle' | 'busy' | 'running',
  take(name: string): void {
    const busy = (): void => void (inPage.state = 'busy');
    void oneAtATime(name, busy).then(() => (inPage.state = 'running'));
  },
};
export type InPage = typeof inPage;
Object.assign(window, { inPage });
