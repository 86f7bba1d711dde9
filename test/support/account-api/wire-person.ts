import { randomUUID } from 'node:crypto';

export interface PageAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A person at the account pages of the plain listener, by the wire alone. */
export class WirePerson {
  readonly email = `${randomUUID()}@example.com`;
  readonly password = 'a long enough password';
  cookie = '';
  sub = '';
  sid = '';

  /** @param address given as a proxy gives it, where the instance trusts one */
  constructor(
    private readonly url: string,
    private readonly address: string | null = null,
  ) {}

  async ask(
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<PageAnswer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        origin: this.url,
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(this.address === null ? {} : { 'x-forwarded-for': this.address }),
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
      body: isJson ? (JSON.parse(text) as PageAnswer['body']) : {},
    };
  }

  async signUp(): Promise<this> {
    const { email, password } = this;
    return this.#welcomed(await this.ask('POST', '/api/accounts', { email, password, displayName: 'Ann' }));
  }

  async signIn(): Promise<this> {
    const { email, password } = this;
    return this.#welcomed(await this.ask('POST', '/api/browser-session', { email, password }));
  }

  async approve(userCode: string): Promise<PageAnswer> {
    return this.ask('POST', '/api/activation', { userCode, decision: 'approve' });
  }

  async signOutAll(body: object = {}): Promise<PageAnswer> {
    return this.ask('POST', '/api/revocations', body);
  }

  #welcomed({ status, headers, body }: PageAnswer): this {
    if (status > 299) throw new Error(`not let in: ${status} ${JSON.stringify(body)}`);
    this.cookie = headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    this.sub = (body['account'] as { sub: string }).sub;
    this.sid = body['sid'] as string;
    return this;
  }
}
