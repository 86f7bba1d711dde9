import { readFile } from 'node:fs/promises';

/** The account API did not do what was asked. */
export class OwnerProblem extends Error {
  override readonly name = 'OwnerProblem';

  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(`the account API answered ${status} ${code}`);
  }
}

/** Named among the account's sessions: somebody who looks there should know what this one is. */
const USER_AGENT = 'SignoffStage/1.0';

/**
 * The demo account's owner, as a browser of their own at the account API: the stage does nothing that a person
 * with that password could not do there. Signed in when it is first needed, and again when it was signed out.
 */
export class DemoOwner {
  #cookie: string | null = null;
  #signingIn: Promise<void> | null = null;
  #sub: string | null = null;

  constructor(
    private readonly accountUrl: string,
    private readonly demoFile: string,
  ) {}

  async sub(): Promise<string> {
    if (this.#sub === null) await this.#signedIn();
    return this.#sub ?? '';
  }

  async ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    const response = await this.send(method, path, body);
    const text = await response.text();
    const answer = (text === '' ? null : JSON.parse(text)) as T & { code?: string };
    if (!response.ok) throw new OwnerProblem(response.status, answer?.code ?? 'unknown');
    return answer;
  }

  async send(method: 'GET' | 'POST', path: string, body?: object, signal?: AbortSignal): Promise<Response> {
    for (let again = false; ; again = true) {
      await this.#signedIn();
      const response = await this.#send(method, path, body, signal);
      if (response.status !== 401 || again) return response;
      await response.body?.cancel();
      this.#cookie = null;
    }
  }

  #signedIn(): Promise<void> {
    if (this.#cookie !== null) return Promise.resolve();
    this.#signingIn ??= this.#signIn().finally(() => (this.#signingIn = null));
    return this.#signingIn;
  }

  async #signIn(): Promise<void> {
    const { email, password } = JSON.parse(await readFile(this.demoFile, 'utf8')) as Record<string, string>;
    const response = await this.#send('POST', '/api/browser-session', { email, password });
    if (!response.ok) throw new OwnerProblem(response.status, 'sign_in_failed');
    const { account } = (await response.json()) as { account: { sub: string } };
    this.#sub = account.sub;
    this.#cookie = response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  }

  #send(method: string, path: string, body?: object, signal?: AbortSignal): Promise<Response> {
    return fetch(this.accountUrl + path, {
      method,
      headers: {
        origin: this.accountUrl,
        'user-agent': USER_AGENT,
        ...(this.#cookie === null ? {} : { cookie: this.#cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  }
}
