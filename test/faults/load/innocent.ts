import type { WirePlayer } from '#libs/resource-server/testing';
import type { Cinema, Watching } from '../../support/playback-api/cinema.js';
import type { DeviceSlot } from './device-slot.js';
import { patiently } from './patiently.js';
import type { RawSession } from './raw-session.js';

const WELL_WITHIN_MS = 90_000;

/** Nobody signs them out: a real device, and a session that refreshes and plays films without end. */
export class Innocent {
  #film: Watching | null = null;
  #isOver = false;

  constructor(
    readonly slot: DeviceSlot,
    readonly raw: RawSession,
    private readonly player: WirePlayer,
    private readonly cinema: Cinema,
  ) {}

  /** A round of what it does all day. Whatever is away is tried again in the next. */
  async live(): Promise<void> {
    await this.slot.device.ping().catch(() => undefined);
    await this.#refresh().catch(() => undefined);
    if (this.#film === null || this.#film.incoming.destroyed || this.#film.incoming.readableEnded)
      this.#film = await this.cinema.watching(this.player).catch(() => null);
  }

  /** Names what does not work though nothing was signed out. */
  async complaints(): Promise<readonly string[]> {
    const { sid } = this.raw;
    const works = (what: string, work: () => Promise<unknown>): Promise<string | null> =>
      patiently(what, work, WELL_WITHIN_MS).then(
        () => null,
        (error: Error) => `${sid}: ${error.message}`,
      );
    const found = await Promise.all([
      works('a device nobody signed out is connected', () => this.slot.online()),
      works('a session nobody signed out refreshes', () => this.#refresh()),
      works('a session nobody signed out is served', async () => {
        const { status } = await this.player.ask('GET', '/profiles');
        if (status !== 200) throw new Error(`/profiles answered ${status}`);
      }),
    ]);
    if (this.#isOver) found.push(`${sid} was told that its grant is over`);
    return found.filter((one) => one !== null);
  }

  async #refresh(): Promise<void> {
    if ((await this.raw.refresh()) === 'granted') return;
    this.#isOver = true;
    throw new Error('its grant is over');
  }
}
