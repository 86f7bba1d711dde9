import type { Person } from '../support/stack/person.js';
import { Aim, isAtOnce } from './aim.js';
import type { Arena } from './arena.js';
import { Houses } from './houses.js';
import type { Race } from './race.js';
import { notTold } from './refresh.js';

/**
 * A device redeems its approved code while its owner signs everything else out. What is asked after the owner was
 * answered gives nothing; a session that came of it before is over once it is blocked.
 */
export class RedemptionRaces {
  readonly #aim = new Aim();
  readonly #houses: Houses<Person>;

  private constructor(private readonly arena: Arena) {
    this.#houses = new Houses(() => arena.aPerson());
  }

  static async of(arena: Arena): Promise<RedemptionRaces> {
    return new RedemptionRaces(arena);
  }

  readonly race = (): Promise<Race> => this.#houses.inOne((person) => this.#race(person));

  async #race(person: Person): Promise<Race> {
    const { arena } = this;
    const device = arena.aDevice();
    const { deviceCode, userCode } = await device.code();
    arena.learn(device);
    await person.approve(userCode);
    const [press, redemption] = await this.#aim.at(
      () => person.revokeAll({ exceptSid: person.sid }),
      () => device.redeem(deviceCode),
    );
    await arena.blocked(person, press);
    const inTheWindow = isAtOnce(press, redemption);
    const { status, body } = redemption.answer;
    if (status !== 200) {
      const early = redemption.answeredAt < press.askedAt ? 'refused before the press' : null;
      // A code that was killed says so; a session that was over by then brings the event.
      const because = body['error'] === 'access_denied' ? null : notTold(redemption.answer);
      return { outcome: 'refused', inTheWindow, wrong: early ?? because };
    }
    const outcome = 'linked before and over';
    if (redemption.askedAt > press.answeredAt)
      return { outcome, inTheWindow, wrong: 'linked after the sign-out was answered' };
    const { sid } = body['session'] as { sid: string };
    const greeting = await arena.greeting(body['access_token'] as string, device, sid);
    if (greeting.ready) return { outcome, inTheWindow, wrong: 'let in once it was blocked' };
    const later = await device.refresh(body['refresh_token'] as string);
    const wrong = later.status === 200 ? 'refreshed once it was blocked' : notTold(later);
    return { outcome, inTheWindow, wrong };
  }
}
