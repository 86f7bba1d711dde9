import { until } from '../../support/account-api/until.js';
import { Refused, type Person } from '../../support/stack/person.js';
import type { StackDevice } from '../../support/stack/stack-device.js';
import type { Credentials, Ledger, SignOut } from './ledger.js';
import { patiently } from './patiently.js';

const WITHIN_MS = 120_000;

/** One real device that is linked, signed out from afar and linked again, whatever happens around it. */
export class DeviceSlot {
  constructor(
    readonly device: StackDevice,
    readonly person: Person,
  ) {}

  get credentials(): Credentials {
    const { sid, key, accessToken, refreshToken } = this.device;
    return { sid, key, accessToken, refreshToken };
  }

  /** Linked and connected. */
  async linked(): Promise<void> {
    const { device } = this;
    await until(
      'a device is linked',
      async () => {
        // It asks for a code until it gets one; that is an app's own patience.
        if (device.state === 'enrolment-screen') device.press();
        if (device.state === 'linking') await this.#approve();
        return device.state === 'linked';
      },
      WITHIN_MS,
    );
    await this.online();
  }

  /** A round trip over its socket, which it may have lost. */
  online(): Promise<void> {
    const { device } = this;
    return patiently('a device is connected', () => device.ping(), WITHIN_MS);
  }

  /** Signed out by its owner; resolves with the answer. */
  async signOut(ledger: Ledger): Promise<SignOut> {
    this.device.forget();
    return ledger.press(this.person, [this.credentials]);
  }

  /** It has wiped, and its owner is shown the receipt. */
  async confirmed({ id }: SignOut): Promise<void> {
    await patiently(
      'a sign-out is confirmed',
      async () => {
        const { blockedAt, devices } = await this.person.revocation(id);
        if (blockedAt === null || !devices.every(({ state }) => state === 'confirmed'))
          throw new Error(`it is ${devices.map(({ state }) => state).join(', ')}`);
      },
      WITHIN_MS,
    );
    await until('a receipt is stored', () => this.device.saw('receipt-stored'), WITHIN_MS);
  }

  async #approve(): Promise<void> {
    if (!this.device.saw('user-code')) return;
    const { userCode } = this.device.last('user-code').code;
    try {
      await this.person.approve(userCode);
    } catch (error) {
      // Approved before, and the answer was lost; or it expired, and another is asked for.
      if (!(error instanceof Refused && [404, 409, 410].includes(error.status))) return;
    }
    this.device.forgetCode();
  }
}
