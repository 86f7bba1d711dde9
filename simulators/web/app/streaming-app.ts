import { NotLinked, type Device, type DeviceEvent, type Fetch } from '#libs/device-client';
import { readConfig } from './config.js';
import { FilmPlayer } from './film-player.js';
import { KeptAccount } from './kept-account.js';
import { openDevice, type DeviceModel } from './open-device.js';
import { PlaybackApi, PlaybackProblem } from './playback-api.js';
import { afterEvent, FIRST_SCREEN, type CutOff, type Screen } from './screen.js';
import type { Profile, Title } from './shapes.js';
import { problemWords } from './words.js';

/** How often the place in a film is written down, there and here. */
const WATCHED_MS = 10_000;

/**
 * A streaming app on one device: what a screen shows of it, and what a person can do. It draws nothing.
 * Invariants: what belongs to a session is shown for that session alone: an answer that comes after its end is
 * thrown away.
 */
export class StreamingApp {
  readonly player = new FilmPlayer((status) => this.#playerFailed(status));
  readonly #kept: KeptAccount;
  readonly #listeners = new Set<() => void>();
  #screen: Screen = FIRST_SCREEN;
  #device: Device | null = null;
  #api: PlaybackApi | null = null;
  #fetch: Fetch | null = null;
  #stream: string | null = null;
  #cutOff: CutOff | null = null;
  /** Somebody outside asked for a film, whatever is chosen on the way. */
  #straightToFilm = false;

  constructor(readonly model: DeviceModel) {
    this.#kept = new KeptAccount(model.kind);
    setInterval(() => void this.#noteWatched(), WATCHED_MS);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
  readonly screen = (): Screen => this.#screen;

  async start(): Promise<void> {
    try {
      const config = await readConfig();
      const data = {
        welcome: (session: Parameters<KeptAccount['welcome']>[0]) => this.#kept.welcome(session),
        stopPlaying: () => this.#cutOffFilm(),
        wipe: () => this.#kept.wipe(),
      };
      const elsewhere = (): void => this.#show({ at: 'elsewhere' });
      const device = await openDevice(this.model, config, data, (event) => this.#happened(event), elsewhere);
      this.#device = device;
      this.#fetch = device.resourceFetch((url, init) => fetch(url, init));
      this.#api = new PlaybackApi(config.playbackUrl, this.#fetch);
      addEventListener('online', () => device.wake());
      await device.start();
    } catch {
      this.#show({ at: 'broken' });
    }
  }

  /** Somebody is here and wants a code. */
  link(): void {
    if (this.#device?.state !== 'enrolment-screen') return;
    this.#show({ at: 'asking', signedOut: null });
    void this.#device.link();
  }

  /** Links if need be, and plays: for whoever shows this device to others. */
  playSomething(): void {
    this.#straightToFilm = true;
    if (this.#screen.at === 'enrolment' && this.#screen.signedOut === null) this.link();
    else if (this.#screen.at === 'profiles') void this.loadProfiles();
    else if (this.#screen.at === 'shelf') this.#playFirst();
  }

  signOutHere(): void {
    void this.#device?.signOutHere();
  }

  async loadProfiles(): Promise<void> {
    const { sid } = this.#screen;
    this.#show({ at: 'profiles', profile: null, shelf: null, problem: null });
    await this.#attempt(sid, 'profiles', async (api) => {
      const profiles = await api.profiles();
      if (!this.#is(sid)) return;
      this.#show({ profiles });
      const [first] = profiles;
      if (this.#straightToFilm && first !== undefined) await this.choose(first);
    });
  }

  async choose(profile: Profile): Promise<void> {
    const { sid } = this.#screen;
    await this.#kept.keepProfile(profile);
    if (!this.#is(sid)) return;
    const isSame = this.#screen.profile?.id === profile.id;
    this.#show({ at: 'shelf', profile, shelf: isSame ? this.#screen.shelf : null, problem: null });
    await this.#attempt(sid, 'shelf', async (api) => {
      const [{ titles, recommendations }, history, [card = null]] = await Promise.all([
        api.catalogue(profile.id),
        api.history(profile.id),
        api.paymentMethods(),
      ]);
      if (!this.#is(sid) || this.#screen.profile?.id !== profile.id) return;
      const shelf = { titles, recommendations, history, card };
      this.#show({ shelf });
      await this.#kept.keepShelf(shelf);
      if (this.#straightToFilm && this.#is(sid)) this.#playFirst();
    });
  }

  async play(title: Title): Promise<void> {
    const { sid, profile, shelf } = this.#screen;
    const fetch = this.#fetch;
    if (profile === null || fetch === null) return;
    this.#show({ at: 'film', title, problem: null });
    await this.#attempt(sid, 'film', async (api) => {
      const { id, playlist } = await api.startStream(title.id, profile.id);
      if (!this.#is(sid) || this.#screen.title !== title) return;
      this.#stream = id;
      const fromS = shelf?.history.find(({ titleId }) => titleId === title.id)?.positionS ?? 0;
      await this.player.play(api.origin + playlist, fromS, fetch);
    });
  }

  /** One step back towards the profiles. */
  back(): void {
    const { at, profile, title, problem } = this.#screen;
    if (at === 'film' && title !== null) {
      void this.#leaveFilm();
      if (profile !== null) void this.choose(profile);
    } else if (problem !== null && at === 'shelf') this.#show({ problem: null });
    else if (at === 'shelf') void this.loadProfiles();
  }

  again(): void {
    const { problem, profile, title } = this.#screen;
    if (problem?.again === 'film' && title !== null) void this.play(title);
    else if (problem?.again === 'shelf' && profile !== null) void this.choose(profile);
    else void this.loadProfiles();
  }

  /** The address of a picture in this page's memory. */
  async picture(title: Title): Promise<string> {
    const { sid } = this.#screen;
    const api = this.#api;
    if (api === null || sid === null) throw new NotLinked();
    return URL.createObjectURL(await this.#kept.picture(title.artwork, () => api.artwork(title.artwork)));
  }

  #happened(event: DeviceEvent): void {
    this.#screen = afterEvent(this.#screen, event, this.#cutOff);
    this.#tell();
    if (event.type === 'linked') {
      this.#cutOff = null;
      void this.#resume();
    }
    if (event.type === 'enrolment-screen' && event.because === 'new' && this.#straightToFilm) this.link();
    if (event.type === 'stopped-playing') void this.#leaveFilm();
    if (event.type === 'signed-out') void this.#lookAgain();
  }

  /** A device that was on is on where it was left: with what it has kept, before anybody is asked. */
  async #resume(): Promise<void> {
    const { sid } = this.#screen;
    const [profile, shelf] = await Promise.all([this.#kept.profile(), this.#kept.shelf()]);
    if (!this.#is(sid)) return;
    if (profile === undefined) return this.loadProfiles();
    this.#show({ at: 'shelf', profile, shelf: shelf ?? null });
    await this.choose(profile);
  }

  #playFirst(): void {
    const { shelf } = this.#screen;
    const title = shelf?.titles[this.model.kind === 'tv' ? 0 : 1];
    if (title === undefined) return;
    this.#straightToFilm = false;
    void this.play(title);
  }

  /** At a sign-out. Waits for nothing: the picture goes first. */
  #cutOffFilm(): void {
    const { title } = this.#screen;
    const atS = this.player.video.currentTime;
    const wasPlaying = this.player.playing;
    this.player.stop();
    this.#stream = null;
    this.#straightToFilm = false;
    if (wasPlaying && title !== null) this.#cutOff = { title: title.title, atS };
  }

  async #leaveFilm(): Promise<void> {
    await this.#noteWatched();
    this.player.stop();
    const stream = this.#stream;
    this.#stream = null;
    if (stream !== null) await this.#api?.stopStream(stream).catch(() => undefined);
  }

  async #noteWatched(): Promise<void> {
    const { profile, title, shelf } = this.#screen;
    const api = this.#api;
    if (!this.player.playing || profile === null || title === null || shelf === null || api === null) return;
    const positionS = Math.floor(this.player.video.currentTime);
    const history = [
      { titleId: title.id, positionS },
      ...shelf.history.filter(({ titleId }) => titleId !== title.id),
    ];
    this.#show({ shelf: { ...shelf, history } });
    await this.#kept.keepShelf({ ...shelf, history });
    await api.watched(profile.id, title.id, positionS).catch(() => undefined);
  }

  #playerFailed(status: number | null): void {
    const code = status === 503 ? 'not_fresh' : status === 404 ? 'stream_not_found' : 'no_answer';
    this.#stream = null;
    this.#show({ problem: { words: problemWords(new PlaybackProblem(code, null)), again: 'film' } });
  }

  async #lookAgain(): Promise<void> {
    const isEmpty = await this.#kept.isEmpty();
    const { signedOut } = this.#screen;
    if (signedOut !== null) this.#show({ signedOut: { ...signedOut, isEmpty } });
  }

  async #attempt(
    sid: string | null,
    again: 'profiles' | 'shelf' | 'film',
    what: (api: PlaybackApi) => Promise<void>,
  ): Promise<void> {
    const api = this.#api;
    if (api === null || sid === null) return;
    try {
      await what(api);
    } catch (error) {
      // The device itself tells what became of the session.
      if (error instanceof NotLinked || !this.#is(sid)) return;
      this.#show({ problem: { words: problemWords(error), again } });
    }
  }

  #is(sid: string | null): boolean {
    return sid !== null && this.#screen.sid === sid;
  }

  #show(change: Partial<Screen>): void {
    this.#screen = { ...this.#screen, ...change };
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
