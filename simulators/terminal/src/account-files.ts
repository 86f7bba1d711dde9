import { existsSync } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DeviceParts } from '#libs/device-client';
import { replaceFile } from '#libs/device-client/node';

type AccountData = DeviceParts['data'];
type Session = Parameters<AccountData['welcome']>[0];

const TITLES = ['The Lighthouse Keeper', 'Salt Roads', 'Eleven Winters'];

/**
 * What a streaming app keeps of an account, as real files: the profile, artwork, and what was last seen. A
 * sign-out deletes the whole folder, so nothing that is added to it later can be forgotten.
 */
export class AccountFiles implements AccountData {
  readonly #folder: string;
  playing = false;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'account');
  }

  async welcome(session: Session): Promise<void> {
    if ((await this.#owner()) !== session.sub) {
      await this.wipe(); // Another account's, of a session that ended without a word.
      for (const [index, title] of TITLES.entries())
        await replaceFile(join(this.#folder, 'artwork', `${index + 1}.svg`), poster(title));
      await replaceFile(
        join(this.#folder, 'last-seen.json'),
        JSON.stringify({ title: TITLES[0], positionS: 1_824 }),
      );
      // Last of all: a profile says that the rest is there.
      await replaceFile(join(this.#folder, 'profile.json'), JSON.stringify({ sub: session.sub }));
    }
    this.playing = true;
  }

  stopPlaying(): void {
    this.playing = false;
  }

  async wipe(): Promise<readonly string[]> {
    await rm(this.#folder, { recursive: true, force: true });
    await synced(dirname(this.#folder));
    return ['profile', 'artwork', 'last-seen'];
  }

  async #owner(): Promise<string | null> {
    const path = join(this.#folder, 'profile.json');
    if (!existsSync(path)) return null;
    return (JSON.parse(await readFile(path, 'utf8')) as { sub: string }).sub;
  }
}

async function synced(folder: string): Promise<void> {
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

const poster = (title: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 300"><rect width="200" height="300" fill="#1b2a41"/><text x="16" y="270" fill="#fff">${title}</text></svg>`;
