import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WirePlayer, type Answer } from '#libs/resource-server/testing';
import type { Stack } from '../stack/a-stack.js';
import { enrolled, type EnrolledDevice } from '../stack/enrolled.js';
import { Person } from '../stack/person.js';
import type { Playback } from './a-playback.js';

export type Player = WirePlayer & { readonly sid: string; readonly device: EnrolledDevice };

interface Streamed {
  readonly sid: string;
  readonly bytes: number;
  readonly bytesAfterRevoked: number;
  readonly playing: string | null;
}

/** People with devices that watch films, over the real wire. */
export class Cinema {
  readonly #closers: (() => void)[] = [];

  constructor(
    private readonly stack: Stack,
    private readonly playback: Playback,
  ) {}

  async aPerson(): Promise<Person> {
    const person = await Person.signedUp(this.stack.accountUrl);
    this.#closers.push(() => person.close());
    return person;
  }

  async aPlayer(whose: Person, url = this.playback.url): Promise<Player> {
    const [device] = await enrolled(this.stack, whose, 1);
    return this.playerOf(device!, url);
  }

  playerOf(device: EnrolledDevice, url = this.playback.url): Player {
    const player = new WirePlayer(url, device, this.stack.keys.ca);
    this.#closers.push(() => player.close());
    return Object.assign(player, { sid: device.sid, device });
  }

  async firstProfile(player: WirePlayer): Promise<string> {
    const { json, status } = await player.ask('GET', '/profiles');
    if (status !== 200) throw new Error(`/profiles answered ${status} ${JSON.stringify(json)}`);
    return (json['profiles'] as { id: string }[])[0]!.id;
  }

  async start(player: WirePlayer, titleId = 'first-light'): Promise<Answer> {
    const profileId = await this.firstProfile(player);
    return player.ask('POST', '/streams', { body: { titleId, profileId } });
  }

  /** The path of a stream that has begun. */
  async playing(player: WirePlayer, titleId?: string): Promise<string> {
    const { status, json } = await this.start(player, titleId);
    if (status !== 201) throw new Error(`no stream: ${status} ${JSON.stringify(json)}`);
    return `/streams/${json['id'] as string}`;
  }

  /** The whole film in one response, from its first piece on. */
  async watching(player: WirePlayer): Promise<Watching> {
    const incoming = await player.open('GET', `${await this.playing(player)}/film.ts`);
    const watching = new Watching(incoming);
    await once(incoming, 'data');
    this.#closers.push(() => incoming.destroy());
    return watching;
  }

  async streamed(sid: string): Promise<Streamed | undefined> {
    const response = await fetch(`${this.playback.internalUrl}/internal/streams`);
    const { sessions } = (await response.json()) as { sessions: Streamed[] };
    return sessions.find((one) => one.sid === sid);
  }

  close(): void {
    for (const close of this.#closers.reverse()) close();
  }
}

/** A client that takes the film as it comes, and ignores every word about signing out. */
export class Watching {
  bytes = 0;
  lastByteAt = 0;
  /** When the connection was over, by the monotonic clock. */
  readonly ended: Promise<number>;
  error: NodeJS.ErrnoException | null = null;

  constructor(readonly incoming: IncomingMessage) {
    incoming.on('data', (piece: Buffer) => {
      this.bytes += piece.length;
      this.lastByteAt = performance.now();
    });
    incoming.on('error', (error: NodeJS.ErrnoException) => (this.error = error));
    this.ended = new Promise((resolve) => incoming.once('close', () => resolve(performance.now())));
  }

  /** Resolves once more has arrived; false when it ended instead. */
  goesOn(): Promise<boolean> {
    return new Promise((resolve) => {
      this.incoming.once('data', () => resolve(true));
      this.incoming.once('close', () => resolve(false));
    });
  }
}
