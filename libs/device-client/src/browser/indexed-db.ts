const KEPT = 'kept';

/**
 * Names and values that outlive the page, in a database of their own. Each call opens it and closes it again, so
 * that deleting the whole of it never waits for a page that holds it open.
 */
export class KeptValues {
  constructor(readonly name: string) {}

  get<T>(key: string): Promise<T | undefined> {
    return this.#with((database) => {
      const transaction = database.transaction(KEPT);
      const request = transaction.objectStore(KEPT).get(key);
      return over(transaction).then(() => request.result as T | undefined);
    });
  }

  /** Resolves once it survives a power cut. */
  set(key: string, value: unknown): Promise<void> {
    return this.#with((database) => {
      const transaction = database.transaction(KEPT, 'readwrite', { durability: 'strict' });
      transaction.objectStore(KEPT).put(value, key);
      return over(transaction);
    });
  }

  /** Keeps `value` unless there is one: of two at once both get the first one's. */
  setOnce<T>(key: string, value: T): Promise<T> {
    return this.#with(async (database) => {
      const transaction = database.transaction(KEPT, 'readwrite', { durability: 'strict' });
      const store = transaction.objectStore(KEPT);
      let kept = value;
      const request = store.get(key);
      request.onsuccess = () => {
        if (request.result === undefined) store.put(value, key);
        else kept = request.result as T;
      };
      await over(transaction);
      return kept;
    });
  }

  /** Resolves once there is nothing of it any more. */
  delete(): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(this.name);
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error ?? new Error(`${this.name} cannot be deleted`));
    });
  }

  async #with<T>(use: (database: IDBDatabase) => Promise<T>): Promise<T> {
    const database = await this.#open();
    try {
      return await use(database);
    } finally {
      database.close();
    }
  }

  #open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(this.name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(KEPT);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error(`${this.name} cannot be opened`));
    });
  }
}

function over(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (): void => reject(transaction.error ?? new Error('the browser kept nothing'));
    transaction.oncomplete = () => resolve();
    transaction.onerror = failed;
    transaction.onabort = failed;
  });
}
