import { openDatabase, type Database } from '#libs/database';
import { seedSessions, type Household } from '../../../apps/account-api/src/seeding/seed-sessions.js';
import { until } from '../../support/account-api/until.js';
import { aStack, type Stack } from '../../support/stack/a-stack.js';
import { Person } from '../../support/stack/person.js';
import type { GoFleet } from './fleet.js';
import { accessToken, jktOf } from './tokens.js';
import { WebClient } from './web-client.js';

const PASSWORD = 'a password of some length';
/** One makes campaigns, the other approves what is larger than an installation lets one do alone. */
const MAKER = 'maker@example.test';
const APPROVER = 'approver@example.test';
const IDLE_DAYS = 400;

export interface CampaignFigures {
  readonly id: string;
  readonly status: string;
  readonly count: number;
  readonly figures: { readonly blocked: number; readonly told: number; readonly confirmed: number };
  readonly stages: readonly { readonly blockedAfterMs: number | null }[];
}

/**
 * The whole of Signoff with sessions in its database, as its own seeding command makes them, and devices before its
 * gateway that hold them. What is measured goes through the account API, as a person or an operator.
 */
export class SeededWorld {
  readonly web: WebClient;
  readonly #jars = new Map<string, Map<string, string>>();

  private constructor(
    readonly stack: Stack,
    private readonly database: Database,
    private readonly passwordHash: string,
    private readonly owner: Person,
  ) {
    this.web = new WebClient(stack.accountUrl);
  }

  static async start(name: string, env: Readonly<Record<string, string>> = {}): Promise<SeededWorld> {
    const stack = await aStack({ name, env });
    const owner = await Person.signedUp(stack.accountUrl);
    const database = await openDatabase(stack.room.databaseUrl);
    const [row] = await database.query<{ password_hash: string }>('SELECT password_hash FROM accounts', []);
    return new SeededWorld(stack, database, row!.password_hash, owner);
  }

  /** Sessions for devices of a fleet, shared out over accounts, in order. */
  seed(
    fleet: GoFleet,
    { from = 0, to = fleet.size, ...options }: SeedOptions & { from?: number; to?: number },
  ): Promise<readonly Household[]> {
    return this.link(fleet.keys.slice(from, to).map(jktOf), options);
  }

  /**
   * Sessions for the keys of these thumbprints.
   * @param model told apart by it: a campaign over this model ends these and no others
   */
  async link(jkts: readonly string[], { model, accounts }: SeedOptions): Promise<readonly Household[]> {
    const devices = jkts.map((jkt, index) => ({
      ...{ jkt, model, kind: 'tv' as const },
      ...{ name: `Device ${index}`, appVersion: '4.2.1' },
    }));
    const each = Math.ceil(devices.length / accounts);
    const shared = Array.from({ length: accounts }, (_, index) =>
      devices.slice(index * each, (index + 1) * each),
    );
    const households: Household[] = [];
    const { issuer } = this.stack;
    const settings = { issuer, deviceIdleDays: IDLE_DAYS, passwordHash: this.passwordHash };
    for await (const some of seedSessions(this.database, shared, settings)) households.push(...some);
    return households;
  }

  /** In the order of the devices. */
  async tokensOf(households: readonly Household[]): Promise<readonly string[]> {
    const sessions = households.flatMap(({ account, sessions: its }) =>
      its.map((session) => ({ ...session, sub: account.sub })),
    );
    return Promise.all(sessions.map((session) => accessToken(this.stack, session, session.jkt)));
  }

  /** The person of a seeded account, signed in. */
  async personOf({ account }: Household): Promise<Person> {
    const person = new Person(this.stack.accountUrl, account.email);
    await person.signIn();
    return person;
  }

  /**
   * A campaign over a class, made by one operator and, where an installation asks for it, approved by another. `at`
   * is when whoever started it pressed, ns; `countedMs` what the maker waited for, since the class is counted anew.
   */
  async campaign(
    deviceClass: object,
    more: { readonly receiptWindowMs?: number } = {},
  ): Promise<{ readonly id: string; readonly at: number; readonly countedMs: number }> {
    if (this.#jars.size === 0) await this.#becomeOperators();
    const { count } = await this.operator<{ count: number }>('POST', 'campaigns/preview', {
      class: deviceClass,
    });
    const body = { class: deviceClass, reason: 'a bench', typed: count, ...more };
    const made = Number(process.hrtime.bigint());
    const { id, status } = await this.operator<CampaignFigures>('POST', 'campaigns', body);
    const answered = Number(process.hrtime.bigint());
    const countedMs = (answered - made) / 1e6;
    if (status !== 'waiting') return { id, at: made, countedMs };
    await this.operator('POST', `campaigns/${id}/approval`, undefined, APPROVER);
    return { id, at: answered, countedMs };
  }

  async operator<Answer>(method: string, path: string, body?: object, who = MAKER): Promise<Answer> {
    const { status, text } = await this.web.ask(`/operator/api/${path}`, {
      method,
      headers: { origin: this.stack.accountUrl, 'content-type': 'application/json' },
      jar: this.#jars.get(who)!,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (status > 299) throw new Error(`${method} ${path} answered ${status}: ${text}`);
    return (text === '' ? null : JSON.parse(text)) as Answer;
  }

  /** Resolves with the campaign once it holds, looked at often. */
  until(
    id: string,
    what: string,
    holds: (view: CampaignFigures) => boolean,
    withinMs = 120_000,
  ): Promise<CampaignFigures> {
    return until(
      what,
      async () => {
        const view = await this.operator<CampaignFigures>('GET', `campaigns/${id}`);
        return holds(view) ? view : false;
      },
      withinMs,
    );
  }

  query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return this.database.query<Row>(text, [...values]);
  }

  async close(): Promise<void> {
    this.owner.close();
    this.web.close();
    await this.database.close();
    await this.stack.close();
  }

  async #becomeOperators(): Promise<void> {
    for (const email of [MAKER, APPROVER]) {
      this.#jars.set(email, new Map());
      await this.query(
        'INSERT INTO operators (id, email, name, password_hash) VALUES (gen_random_uuid(), $1, $1, $2)',
        [email, this.passwordHash],
      );
      await this.operator('POST', 'sign-in', { email, password: PASSWORD }, email);
    }
  }
}

export interface SeedOptions {
  readonly model: string;
  readonly accounts: number;
}
