import { setTimeout as delay } from 'node:timers/promises';
import type { DeviceKey } from '#libs/device-client';
import { Refused, type Person } from '../../support/stack/person.js';
import { patiently } from './patiently.js';

/** What a session was let in with, kept to be tried once it is over. */
export interface Credentials {
  readonly sid: string;
  readonly key: DeviceKey;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface SignOut {
  readonly id: string;
  readonly answeredAt: number;
  readonly over: readonly Credentials[];
  /** When its owner was shown so; null while not. */
  blockedAt: number | null;
}

const LOOK_AGAIN_MS = 50;

/** Every sign-out that was answered, and whether it is in force: followed from the answer on. */
export class Ledger {
  readonly signOuts: SignOut[] = [];
  #isClosed = false;

  /** Presses until it is answered 2xx. Resolves with the answer; whether it is blocked is followed beside. */
  async press(person: Person, over: readonly Credentials[], all = false): Promise<SignOut> {
    const press = async (): ReturnType<Person['revokeAll']> => {
      try {
        return await (all ? person.revokeAll({ exceptSid: person.sid }) : person.revokeSession(over[0]!.sid));
      } catch (error) {
        if (error instanceof Refused && error.status === 403) await person.typePasswordAgain();
        throw error;
      }
    };
    const { id } = await patiently('a sign-out is answered', press, 90_000);
    const signOut: SignOut = { id, answeredAt: performance.now(), over, blockedAt: null };
    this.signOuts.push(signOut);
    void this.#follow(person, signOut);
    return signOut;
  }

  answeredBetween(from: number, to: number): number {
    return this.signOuts.filter(({ answeredAt }) => answeredAt >= from && answeredAt <= to).length;
  }

  notInForce(answeredBefore = Infinity): readonly SignOut[] {
    return this.signOuts.filter((one) => one.blockedAt === null && one.answeredAt < answeredBefore);
  }

  close(): void {
    this.#isClosed = true;
  }

  async #follow(person: Person, signOut: SignOut): Promise<void> {
    while (!this.#isClosed && signOut.blockedAt === null) {
      const view = await person.revocation(signOut.id).catch(() => null);
      if (view !== null && view.blockedAt !== null) signOut.blockedAt = performance.now();
      else await delay(LOOK_AGAIN_MS);
    }
  }
}
