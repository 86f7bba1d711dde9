import type { Answered, Browser, Pages } from './browser.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** A revocation as the account pages show it; times are epoch ms of the source. */
export interface RevocationView {
  readonly id: string;
  readonly requestedAt: number;
  readonly committedAt: number;
  readonly blockedAt: number | null;
  readonly points: number;
  readonly devices: readonly {
    readonly sid: string;
    readonly kind: string;
    readonly state: 'blocking' | 'blocked' | 'confirmed' | 'not-reached' | 'signed-out';
  }[];
}

/** A revocation that was answered; times are `monotonicMs`. */
export interface Pressed extends Pick<Answered, 'askedAt' | 'answeredAt'> {
  readonly view: RevocationView;
}

/** Who owns an account, at its pages. Signs in when it is first needed. */
export class Owner {
  readonly #browser: Browser;
  #signingIn: Promise<unknown> | null = null;

  constructor(
    pages: Pages,
    readonly credentials: Credentials,
  ) {
    this.#browser = pages.browser();
  }

  /** Errors: Refused; email_taken is none, for the account is there. */
  async signUp(): Promise<void> {
    const { email, password } = this.credentials;
    this.#signingIn = this.#browser.ask('POST', '/api/accounts', { email, password, displayName: 'Fleet' });
    await this.#signingIn;
  }

  async signIn(): Promise<void> {
    this.#signingIn ??= this.#browser.ask('POST', '/api/browser-session', this.credentials);
    await this.#signingIn;
  }

  /** Leaves no session of a browser behind. */
  async signOut(): Promise<void> {
    if (this.#signingIn === null) return;
    this.#signingIn = null;
    await this.#browser.ask('DELETE', '/api/browser-session');
  }

  async approve(userCode: string): Promise<void> {
    await this.signIn();
    await this.#browser.ask('POST', '/api/activation', { userCode, decision: 'approve' });
  }

  revokeSession(sid: string): Promise<Pressed> {
    return this.#press(`/api/sessions/${sid}/revocation`);
  }

  /** All but the browser that asks. */
  async revokeOthers(): Promise<Pressed> {
    await this.signIn();
    const { body } = await this.#browser.ask('GET', '/api/sessions?limit=200');
    const mine = (body as { sessions: { sid: string; current: boolean }[] }).sessions.find(
      ({ current }) => current,
    );
    return this.#press('/api/revocations', mine === undefined ? {} : { exceptSid: mine.sid });
  }

  async revocation(id: string): Promise<Pressed> {
    await this.signIn();
    const { body, ...times } = await this.#browser.ask('GET', `/api/revocations/${id}`);
    return { ...times, view: body as RevocationView };
  }

  async #press(path: string, body?: object): Promise<Pressed> {
    await this.signIn();
    const { body: view, ...times } = await this.#browser.ask('POST', path, body);
    return { ...times, view: view as RevocationView };
  }
}
