import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '#libs/database';
import { Passwords } from '../../apps/account-api/src/accounts/passwords.js';
import type { RevocationView } from '../../apps/account-api/src/revocations/view.js';
import type { SeededDevice } from '../../apps/account-api/src/seeding/devices.js';
import { seedSessions, type Household } from '../../apps/account-api/src/seeding/seed-sessions.js';
import { aKey } from '../support/account-api/account.js';
import { WireDevice } from '../support/account-api/wire-device.js';
import { aStack, type Stack, type StackOptions } from '../support/stack/a-stack.js';
import { Person, PASSWORD } from '../support/stack/person.js';
import { RawSocket, type Greeting } from '../support/stack/raw-socket.js';
import type { Done } from './race.js';
import { plainHttp } from './plain-http.js';
import { RaceLog } from './race-log.js';

/** A device that was linked and is not connected. */
export interface Linked {
  readonly device: WireDevice;
  readonly sid: string;
  readonly refreshToken: string;
}

const BLOCKED_WITHIN_MS = 60_000;
const DESCRIBED = { kind: 'tv', model: 'Aurora 55', name: 'TV', appVersion: '1.0.0' } as const;

/** One stack for all races, with devices that are no more than a key: what they cost is the servers' work. */
export class Arena {
  readonly log = new RaceLog();
  readonly #people: Person[] = [];
  readonly #http = plainHttp();
  /** Good for any device for a while; so only one in many has to ask for it. */
  #nonce: string | null = null;

  private constructor(readonly stack: Stack) {}

  static async open(options: StackOptions): Promise<Arena> {
    return new Arena(await aStack(options));
  }

  async aPerson(): Promise<Person> {
    return this.#keep(await Person.signedUp(this.stack.accountUrl));
  }

  aDevice(key = aKey()): WireDevice {
    const device = new WireDevice(this.stack.accountUrl, this.#http, key);
    device.nonce = this.#nonce;
    return device;
  }

  /** A person with so many devices, by the rows and tokens of the device flow. */
  async aHousehold(size: number): Promise<{ readonly person: Person; readonly linked: Linked[] }> {
    const keys = new Map(Array.from({ length: size }, aKey).map((key) => [key.jkt, key]));
    const devices: SeededDevice[] = [...keys.keys()].map((jkt) => ({ ...DESCRIBED, jkt }));
    const passwordHash = await new Passwords({ memoryKib: 8, passes: 1 }).hash(PASSWORD);
    const database = await openDatabase(this.stack.room.databaseUrl, { poolSize: 1 });
    const settings = { issuer: this.stack.issuer, deviceIdleDays: 400, passwordHash };
    const { value } = await seedSessions(database, [devices], settings).next();
    await database.close();
    const { account, sessions } = (value as readonly Household[])[0]!;
    const person = this.#keep(new Person(this.stack.accountUrl, account.email));
    await person.signIn();
    const linked = sessions.map(({ sid, jkt, refreshToken }) => {
      return { device: this.aDevice(keys.get(jkt)), sid, refreshToken };
    });
    return { person, linked };
  }

  /** Its connection, challenged and waiting to be let in. */
  async aSocket(): Promise<RawSocket> {
    const socket = new RawSocket(this.stack.pushUrl, this.stack.keys.ca);
    await socket.nonce();
    return socket;
  }

  /** What a gateway says to a token, when it is asked now. */
  async greeting(accessToken: string, { key }: WireDevice, sid: string): Promise<Greeting> {
    const socket = await this.aSocket();
    try {
      const greeting = await socket.hello(accessToken, key);
      this.noted(sid, socket, greeting);
      return greeting;
    } finally {
      socket.close();
    }
  }

  noted(sid: string, socket: RawSocket, greeting: Greeting): void {
    if (greeting.ready) this.log.letIn(sid, socket.answeredAt!);
    else if (greeting.code === 4501) this.log.saidOver(sid, socket.answeredAt!);
  }

  /** Resolves once it is blocked, and all has been read that was written to us before we heard so. */
  async blocked(person: Person, pressed: Done<RevocationView>): Promise<number> {
    await this.#hearsBlocked(person, pressed.answer.id);
    await turn();
    await turn();
    const blockedAt = performance.now();
    this.log.revoked(pressed, blockedAt);
    return blockedAt;
  }

  /** The next devices begin with what this one was told. */
  learn({ nonce }: WireDevice): void {
    this.#nonce = nonce ?? this.#nonce;
  }

  async close(): Promise<void> {
    for (const person of this.#people) person.close();
    this.#http.close();
    await this.stack.close();
  }

  /** Asks ever more rarely: on a slow machine the questions would be most of its work. */
  async #hearsBlocked(person: Person, id: string): Promise<void> {
    const deadline = performance.now() + BLOCKED_WITHIN_MS;
    for (let pauseMs = 4; ; pauseMs = Math.min(2 * pauseMs, 200)) {
      await delay(pauseMs);
      if ((await person.revocation(id)).blockedAt !== null) return;
      if (performance.now() > deadline) throw new Error(`waited in vain: revocation ${id} is blocked`);
    }
  }

  #keep(person: Person): Person {
    this.#people.push(person);
    return person;
  }
}
