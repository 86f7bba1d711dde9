import type { Person } from '../support/stack/person.js';
import { Aim, isAtOnce } from './aim.js';
import type { Arena, Linked } from './arena.js';
import { timed, type Race } from './race.js';
import { RecentPassword } from './recent-password.js';

/**
 * A device says hello while its owner signs it out; the two are at once until the owner knows it is blocked. Let in
 * before and told, or refused: there is no third.
 */
export class ConnectRaces {
  readonly #aim = new Aim();
  readonly #password: RecentPassword;

  private constructor(
    private readonly arena: Arena,
    private readonly person: Person,
    private readonly linked: Linked[],
  ) {
    this.#password = new RecentPassword(person);
  }

  static async of(arena: Arena, count: number): Promise<ConnectRaces> {
    const { person, linked } = await arena.aHousehold(count);
    return new ConnectRaces(arena, person, linked);
  }

  readonly race = async (): Promise<Race> => {
    const { arena, person } = this;
    const { device, sid, refreshToken } = this.linked.pop()!;
    await this.#password.typed();
    const { status, body } = await device.refresh(refreshToken);
    if (status !== 200) return lost(`a device nobody signed out was refused: ${JSON.stringify(body)}`);
    arena.learn(device);
    const socket = await arena.aSocket();
    try {
      let readyWhenBlocked = false;
      const [press, hello] = await this.#aim.at(
        async () => {
          const pressed = await timed(() => person.revokeSession(sid));
          const blockedAt = await arena.blocked(person, pressed);
          readyWhenBlocked = socket.saw('ready');
          return { pressed, blockedAt };
        },
        () => socket.hello(body['access_token'] as string, device.key),
      );
      // Its own clock: when the answer was read, not when this was looked at.
      const answered = { ...hello, answeredAt: socket.answeredAt! };
      const inTheWindow = isAtOnce(press, answered);
      arena.noted(sid, socket, hello.answer);
      if (!hello.answer.ready) {
        const early = answered.answeredAt < press.askedAt;
        const because = hello.answer.code === 4501 ? null : `closed with ${hello.answer.code}`;
        return { outcome: 'refused', inTheWindow, wrong: early ? 'refused before the press' : because };
      }
      if (!readyWhenBlocked) return { outcome: 'let in', inTheWindow, wrong: 'ready once it was blocked' };
      const told = await socket.hears('session-revoked');
      return {
        outcome: 'let in before and told',
        inTheWindow,
        wrong: told ? null : 'let in before, and never told',
      };
    } finally {
      socket.close();
    }
  };
}

const lost = (wrong: string): Race => ({ outcome: 'no race', inTheWindow: false, wrong });
