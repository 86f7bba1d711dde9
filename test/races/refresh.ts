import type { WireAnswer } from '../support/account-api/wire-device.js';
import type { Person } from '../support/stack/person.js';
import { Aim, isAtOnce } from './aim.js';
import type { Arena, Linked } from './arena.js';
import type { Race } from './race.js';
import { RecentPassword } from './recent-password.js';

/**
 * A device refreshes its tokens while its owner signs it out. What is asked after the owner was answered gives no
 * token; one that was given before lets nobody in once it is blocked.
 */
export class RefreshRaces {
  readonly #aim = new Aim();
  readonly #password: RecentPassword;

  private constructor(
    private readonly arena: Arena,
    private readonly person: Person,
    private readonly linked: Linked[],
  ) {
    this.#password = new RecentPassword(person);
  }

  static async of(arena: Arena, count: number): Promise<RefreshRaces> {
    const { person, linked } = await arena.aHousehold(count);
    return new RefreshRaces(arena, person, linked);
  }

  readonly race = async (): Promise<Race> => {
    const { arena, person } = this;
    const { device, sid, refreshToken } = this.linked.pop()!;
    await this.#password.typed();
    const [press, refresh] = await this.#aim.at(
      () => person.revokeSession(sid),
      () => device.refresh(refreshToken),
    );
    arena.learn(device);
    await arena.blocked(person, press);
    const inTheWindow = isAtOnce(press, refresh);
    const { status, body } = refresh.answer;
    if (status !== 200) {
      const early = refresh.answeredAt < press.askedAt ? 'refused before the press' : null;
      return { outcome: 'refused', inTheWindow, wrong: early ?? notTold(refresh.answer) };
    }
    const outcome = 'given a token that is worth nothing';
    if (refresh.askedAt > press.answeredAt)
      return { outcome, inTheWindow, wrong: 'tokens for what was asked after the sign-out was answered' };
    const greeting = await arena.greeting(body['access_token'] as string, device, sid);
    const wrong = greeting.ready ? 'its token was accepted once it was blocked' : null;
    return { outcome, inTheWindow, wrong };
  };
}

/** A device believes the event alone; without it the refusal would wipe nothing. */
export const notTold = ({ body }: WireAnswer): string | null =>
  body['error'] === 'invalid_grant' && typeof body['security_event'] === 'string'
    ? null
    : `refused without the event: ${JSON.stringify(body)}`;
