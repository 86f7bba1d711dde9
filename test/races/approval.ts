import { Refused, type Person } from '../support/stack/person.js';
import { Aim, isAtOnce } from './aim.js';
import type { Arena } from './arena.js';
import { Houses } from './houses.js';
import type { Done, Race } from './race.js';

type Approval = Done<'approved' | 'refused'>;

/**
 * A code is approved while the owner signs everything else out. By the browser that is signed out with it: whatever
 * it approved is over, since each approval of it came before. By the owner's own: over if it was first, alive if it
 * came after, and never half of each.
 */
export class ApprovalRaces {
  readonly #aim = new Aim();
  readonly #houses: Houses<Person>;

  private constructor(private readonly arena: Arena) {
    this.#houses = new Houses(() => arena.aPerson());
  }

  static async of(arena: Arena): Promise<ApprovalRaces> {
    return new ApprovalRaces(arena);
  }

  readonly race = (): Promise<Race> => this.#houses.inOne((owner) => this.#inHouse(owner));

  async #inHouse(owner: Person): Promise<Race> {
    // Signed in anew, so each press has somebody to end: a repeat that ends nobody would be no revocation.
    const other = await owner.another();
    try {
      return await this.#race(owner, other);
    } finally {
      other.close();
    }
  }

  async #race(owner: Person, other: Person): Promise<Race> {
    const { arena } = this;
    const byOwner = Math.random() < 0.3;
    const device = arena.aDevice();
    const { deviceCode, userCode } = await device.code();
    arena.learn(device);
    const [press, approval] = await this.#aim.at(
      () => owner.revokeAll({ exceptSid: owner.sid }),
      () => approved(byOwner ? owner : other, userCode),
    );
    await arena.blocked(owner, press);
    const { status, body } = await device.redeem(deviceCode);
    const lives = status === 200;
    const outcome = `${approval.answer} by ${byOwner ? 'the owner' : 'another'}, ${lives ? 'alive' : 'over'}`;
    const race = { outcome, inTheWindow: isAtOnce(press, approval) };
    const wrong = (byOwner ? ofOwner : ofAnother)(press, approval, lives);
    if (wrong !== null || !lives) return { ...race, wrong };
    const { sid } = body['session'] as { sid: string };
    const greeting = await arena.greeting(body['access_token'] as string, device, sid);
    return { ...race, wrong: greeting.ready ? null : 'linked after it was blocked, and not let in' };
  }
}

async function approved(by: Person, userCode: string): Promise<Approval['answer']> {
  try {
    await by.approve(userCode);
    return 'approved';
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return 'refused';
    throw error;
  }
}

function ofOwner(press: Done<unknown>, approval: Approval, lives: boolean): string | null {
  if (approval.answer === 'refused') return 'the owner was refused, whom nobody signed out';
  if (approval.answeredAt < press.askedAt && lives) return 'approved before the press, and it lives';
  if (approval.askedAt > press.answeredAt && !lives) return 'approved after the sign-out, and it is over';
  return null;
}

function ofAnother(press: Done<unknown>, approval: Approval, lives: boolean): string | null {
  if (lives) return 'approved by a browser that was signed out, and it lives';
  if (approval.answer === 'refused' && approval.answeredAt < press.askedAt)
    return 'a browser was refused before it was signed out';
  if (approval.answer === 'approved' && approval.askedAt > press.answeredAt)
    return 'approved by a browser after it was signed out';
  return null;
}
