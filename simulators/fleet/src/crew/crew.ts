import { randomBytes } from 'node:crypto';
import { describe } from '../device/describe.js';
import type { Installation } from '../installation/installation.js';
import type { FleetShape } from '../limits/limits.js';
import type { MadeKey } from '../messages.js';
import { Pages } from '../people/browser.js';
import { Owner } from '../people/owner.js';
import type { Progress } from '../progress/bar.js';
import type { Witness } from '../witness/witness.js';
import { Workers } from '../workers.js';
import { approvingAccounts, byFlow, dealt, spread, type FleetAccount } from './accounts.js';
import { Approvals } from './approvals.js';
import { seed } from './seed.js';

export interface CrewOptions {
  readonly devices: number;
  readonly sessionsAnAccount: number;
  /** Null: as `byFlow` has it. */
  readonly byFlow: number | null;
  readonly installation: Installation;
  readonly shape: FleetShape;
  readonly witness: Witness;
  readonly progress: Progress;
  /** Before each model's name; see `describe`. */
  readonly prefix: string;
}

const LINKING_AT_ONCE = 64;
const POWERED_AT_ONCE = 32;
/** Without one more device connected for so long, the rest is given up, and named. */
const STALLED_MS = 60_000;

/** The devices of a fleet, linked and connected, and the people they belong to. */
export class Crew {
  /** Of all processes of the fleet, a device, once all were connected. */
  memoryKib = 0;
  readonly accounts: FleetAccount[] = [];
  readonly approvals = new Approvals((userCode, device) => this.accountOf(device).owner.approve(userCode));
  readonly #accountOf = new Map<number, FleetAccount>();

  private constructor(
    readonly workers: Workers,
    readonly pages: Pages,
    private readonly options: CrewOptions,
  ) {}

  /** Resolves once all are connected, or no more come. */
  static async raise(options: CrewOptions, started: (workers: Workers) => void): Promise<Crew> {
    const { installation, shape, witness } = options;
    const { issuer, origin, ca, gateways, accountUrl } = installation;
    const push = gateways.map(({ url }) => url);
    const workers = await Workers.start(shape.processes, { issuer, origin, push, ca }, witness.hear);
    started(workers);
    const pages = new Pages(accountUrl, ca);
    const crew = new Crew(workers, pages, options);
    witness.onCode = crew.approvals.take;
    try {
      await crew.#raise();
      return crew;
    } catch (error) {
      await crew.dismiss();
      throw error;
    }
  }

  accountOf(device: number): FleetAccount {
    const account = this.#accountOf.get(device);
    if (account === undefined) throw new Error(`device ${device} belongs to nobody`);
    return account;
  }

  async dismiss(): Promise<void> {
    await this.workers.stop();
    this.pages.close();
  }

  async #raise(): Promise<void> {
    const { devices, installation, progress, prefix } = this.options;
    const { databaseUrl } = installation;
    const { flow, seed: rest } = spread(devices, byFlow(devices, databaseUrl !== null, this.options.byFlow));
    const before = await this.workers.measure();
    const made = progress.phase('keys', devices);
    const specs = Array.from({ length: devices }, (_, device) => describe(device, prefix));
    const keys = await this.workers.make(specs);
    made.at(devices);
    made.end();
    if (rest.length > 0) await this.#powerSeeded(rest, keys, databaseUrl as string);
    if (flow.length > 0) await this.#link(flow);
    const after = await this.workers.measure();
    this.memoryKib = (after.rssBytes - before.rssBytes) / 1_024 / devices;
  }

  async #powerSeeded(rest: readonly number[], keys: readonly MadeKey[], databaseUrl: string): Promise<void> {
    const { installation, sessionsAnAccount, progress, prefix, witness } = this.options;
    const seeding = progress.phase('seeded', rest.length);
    const seeded = await seed(
      rest.map((device) => ({ ...describe(device, prefix), ...(keys[device] as MadeKey) })),
      sessionsAnAccount,
      { databaseUrl, issuer: installation.issuer },
    );
    for (const [index, hand] of dealt(rest, sessionsAnAccount).entries()) {
      const credentials = seeded.owners[index];
      if (credentials === undefined) throw new Error('seeding made fewer accounts than it was told');
      this.#add({ owner: new Owner(this.pages, credentials), devices: hand, by: 'seed' });
    }
    seeding.at(rest.length);
    seeding.end();
    const from = witness.online;
    this.workers.power(seeded.grants, POWERED_AT_ONCE);
    await this.#online('refreshed, connected', from, rest.length);
  }

  async #link(flow: readonly number[]): Promise<void> {
    const { installation, sessionsAnAccount, witness } = this.options;
    const newAccount = (): { email: string; password: string } => ({
      email: `fleet-${randomBytes(8).toString('hex')}@example.test`,
      password: randomBytes(18).toString('base64url'),
    });
    const { approvers } = installation;
    for (const account of await approvingAccounts(this.pages, flow, sessionsAnAccount, approvers, newAccount))
      this.#add(account);
    const from = witness.online;
    this.workers.link(flow, LINKING_AT_ONCE);
    await this.#online('enrolled, connected', from, flow.length);
  }

  /** Waits as long as more come. */
  async #online(name: string, from: number, count: number): Promise<void> {
    const { witness, progress } = this.options;
    const phase = progress.phase(name, count);
    for (let done = 0; done < count;) {
      const before = done;
      const isMore = (): boolean => witness.online - from > before;
      const more = await Promise.race([witness.whenever(isMore, STALLED_MS), this.workers.died]);
      done = witness.online - from;
      phase.at(done);
      if (more === 'late') break;
    }
    phase.end();
  }

  #add(account: FleetAccount): void {
    this.accounts.push(account);
    for (const device of account.devices) this.#accountOf.set(device, account);
  }
}
