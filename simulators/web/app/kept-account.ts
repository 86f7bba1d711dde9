import type { DeviceParts } from '#libs/device-client';
import { KeptValues } from '#libs/device-client/browser';
import type { Profile, Shelf } from './shapes.js';

type AccountData = DeviceParts['data'];
type Session = Parameters<AccountData['welcome']>[0];

/** What a wipe deletes, as the receipt names it. */
export const KEPT = ['profile', 'history', 'recommendations', 'payment', 'artwork'] as const;

/**
 * What a streaming app keeps of an account in this browser: a database and a cache of pictures, both of which a
 * sign-out deletes as a whole, so nothing that is added to them later can be forgotten.
 * Invariants: nothing is written once a wipe has begun, by an answer that was under way either.
 */
export class KeptAccount implements Omit<AccountData, 'stopPlaying'> {
  readonly #values: KeptValues;
  readonly #pictures: string;
  /** Whose it is; null = nobody's, and nothing may be kept. */
  #owner: string | null = null;
  #writes: Promise<unknown> = Promise.resolve();

  constructor(kind: string) {
    this.#values = new KeptValues(`signoff-account-${kind}`);
    this.#pictures = `signoff-artwork-${kind}`;
  }

  async welcome({ sub }: Session): Promise<void> {
    // Another account's, of a session that ended without a word.
    if ((await this.#values.get<string>('owner')) !== sub) await this.wipe();
    await this.#values.set('owner', sub);
    this.#owner = sub;
  }

  async wipe(): Promise<readonly string[]> {
    this.#owner = null;
    await this.#writes;
    await Promise.all([this.#values.delete(), caches.delete(this.#pictures)]);
    return KEPT;
  }

  /** Looks again whether anything is there. */
  async isEmpty(): Promise<boolean> {
    const [databases, pictures] = await Promise.all([indexedDB.databases(), caches.keys()]);
    return !databases.some(({ name }) => name === this.#values.name) && !pictures.includes(this.#pictures);
  }

  profile = (): Promise<Profile | undefined> => this.#read(() => this.#values.get<Profile>('profile'));
  shelf = (): Promise<Shelf | undefined> => this.#read(() => this.#values.get<Shelf>('shelf'));
  keepProfile = (profile: Profile): Promise<void> => this.#write(() => this.#values.set('profile', profile));
  keepShelf = (shelf: Shelf): Promise<void> => this.#write(() => this.#values.set('shelf', shelf));

  /** The picture that is kept, or the one that is fetched and kept from then on. */
  async picture(path: string, fetched: () => Promise<Blob>): Promise<Blob> {
    const kept = await this.#read(async () => (await caches.open(this.#pictures)).match(path));
    if (kept !== undefined) return kept.blob();
    const picture = await fetched();
    await this.#write(async () => (await caches.open(this.#pictures)).put(path, new Response(picture)));
    return picture;
  }

  /** Reading makes a database that is not there; after a wipe that must not be. */
  async #read<T>(read: () => Promise<T | undefined>): Promise<T | undefined> {
    if (this.#owner === null) return undefined;
    let value: T | undefined;
    await this.#write(async () => void (value = await read()));
    return value;
  }

  async #write(write: () => Promise<void>): Promise<void> {
    const turn = this.#writes.then(() => (this.#owner === null ? undefined : write()));
    this.#writes = turn.catch(() => undefined);
    // A browser that is out of room keeps nothing more, and plays on.
    await this.#writes;
  }
}
