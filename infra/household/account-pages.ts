/** A person's browser at the account pages, as far as scripts need one: over HTTP, with a cookie of its own. */
export class AccountPages {
  #cookie = '';

  constructor(readonly accountUrl: string) {}

  /** Errors: AccountPagesError. */
  async signUp(email: string, password: string, displayName: string): Promise<void> {
    await this.#ask('POST', '/api/accounts', { email, password, displayName });
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.#ask('POST', '/api/browser-session', { email, password });
  }

  async signOut(): Promise<void> {
    await this.#ask('DELETE', '/api/browser-session');
  }

  /** The person has read the code off the device and says yes. */
  async approve(userCode: string): Promise<void> {
    await this.#ask('POST', '/api/activation', { userCode, decision: 'approve' });
  }

  async sessions(): Promise<readonly ListedSession[]> {
    return ((await this.#ask('GET', '/api/sessions')) as { sessions: ListedSession[] }).sessions;
  }

  async revokeSession(sid: string): Promise<Revocation> {
    return (await this.#ask('POST', `/api/sessions/${sid}/revocation`)) as Revocation;
  }

  async revokeAllBut(exceptSid: string): Promise<Revocation> {
    return (await this.#ask('POST', '/api/revocations', { exceptSid })) as Revocation;
  }

  async revocation(id: string): Promise<Revocation> {
    return (await this.#ask('GET', `/api/revocations/${id}`)) as Revocation;
  }

  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(this.accountUrl + path, {
      method,
      headers: {
        origin: this.accountUrl,
        ...(this.#cookie === '' ? {} : { cookie: this.#cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const cookies = response.headers.getSetCookie();
    if (cookies.length > 0) this.#cookie = cookies.map((cookie) => cookie.split(';')[0]).join('; ');
    const text = await response.text();
    const answer: unknown = text === '' ? null : JSON.parse(text);
    if (response.ok) return answer;
    const { code = String(response.status) } = (answer ?? {}) as { code?: string };
    throw new AccountPagesError(code, `${method} ${path} was answered ${response.status}: ${text}`);
  }
}

export class AccountPagesError extends Error {
  override readonly name = 'AccountPagesError';

  constructor(
    /** Of the error registry. */
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface ListedSession {
  readonly sid: string;
  readonly kind: string;
  readonly name: string;
  readonly model: string;
  readonly online: boolean;
  readonly current: boolean;
  readonly state: 'active' | 'signed-out';
}

/** Times are epoch ms. */
export interface Revocation {
  readonly id: string;
  readonly requestedAt: number;
  readonly committedAt: number;
  readonly blockedAt: number | null;
  readonly points: number;
  readonly devices: readonly {
    readonly sid: string;
    readonly kind: string;
    readonly name: string;
    readonly confirmedAt: number | null;
  }[];
}
