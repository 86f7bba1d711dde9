import { randomUUID } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import type { Database } from '#libs/database';
import { PostgresOperators } from '../../../apps/account-api/src/operators/postgres/operators.js';
import type { PageAnswer } from './wire-person.js';

const PASSWORD = 'a long enough password';
let hashed: Promise<string> | null = null;

/** An operator at the operators' API of the plain listener, by the wire alone. */
export class WireOperator {
  cookie = '';

  private constructor(
    private readonly url: string,
    readonly email: string,
    readonly name: string,
  ) {}

  readonly password = PASSWORD;

  /** Made as the command makes one, and signed in. */
  static async signedIn(url: string, database: Database, name = 'Olga'): Promise<WireOperator> {
    const operator = await WireOperator.made(url, database, name);
    await operator.signIn();
    return operator;
  }

  static async made(url: string, database: Database, name = 'Olga'): Promise<WireOperator> {
    hashed ??= hash(PASSWORD, { algorithm: 2, memoryCost: 8, timeCost: 1, parallelism: 1 });
    const email = `${randomUUID()}@example.com`;
    await new PostgresOperators(database).add({ email, name, passwordHash: await hashed });
    return new WireOperator(url, email, name);
  }

  async signIn(): Promise<PageAnswer> {
    const { email, password } = this;
    const answer = await this.ask('POST', '/sign-in', { email, password });
    const [cookie] = answer.headers.getSetCookie();
    if (answer.status === 204) this.cookie = cookie!.split(';')[0]!;
    return answer;
  }

  /** @param path below /operator/api */
  async ask(
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<PageAnswer> {
    const response = await fetch(`${this.url}/operator/api${path}`, {
      method,
      headers: {
        origin: this.url,
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? (JSON.parse(text) as PageAnswer['body']) : { text },
    };
  }

  async preview(deviceClass: object): Promise<PageAnswer['body']> {
    return (await this.ask('POST', '/campaigns/preview', { class: deviceClass })).body;
  }

  /** Types the number that the preview shows. */
  async make(deviceClass: object, more: object = {}): Promise<PageAnswer> {
    const { count } = await this.preview(deviceClass);
    return this.ask('POST', '/campaigns', { class: deviceClass, reason: 'A test', typed: count, ...more });
  }

  async view(id: string): Promise<CampaignAnswer> {
    return (await this.ask('GET', `/campaigns/${id}`)).body as unknown as CampaignAnswer;
  }
}

/** What specs look at of a campaign's view. */
export interface CampaignAnswer {
  readonly id: string;
  readonly status: string;
  readonly count: number;
  readonly countIsFinal: boolean;
  readonly cutoff: number | null;
  readonly approvedBy: { readonly name: string } | null;
  readonly stages: readonly {
    readonly startedAt: number | null;
    readonly revocationJti: string | null;
    readonly blockedAt: number | null;
    readonly blockedAfterMs: number | null;
    readonly counted: boolean;
  }[];
  readonly figures: Readonly<
    Record<'blocked' | 'told' | 'confirmed' | 'unreachable' | 'online' | 'browsers', number>
  >;
  readonly byKind: readonly { readonly kind: string; readonly count: number; readonly confirmed: number }[];
  readonly tellingStoppedAt: number | null;
  readonly history: readonly { readonly operator: { readonly name: string } | null; readonly what: string }[];
}
