import { randomUUID } from 'node:crypto';
import { Agent, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { SessionPage, SessionView } from '../../../apps/account-api/src/sessions/session.js';
import type { RevocationView } from '../../../apps/account-api/src/revocations/view.js';
import { until } from '../account-api/until.js';
import { OpenPage } from './open-page.js';

/** Times are of `performance.now()`. */
export interface Answered {
  readonly by: Person;
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly path: string;
  readonly body: unknown;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export type Settled = RevocationView & { readonly blockedAt: number };

/** Of every person here. */
export const PASSWORD = 'a password of some length';

/**
 * A person at the account pages, in one browser: a cookie, and connections that stay open.
 * `dial` is the port to go to, where that is not the page's own: past a door, to one instance.
 */
export class Person {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #pages: OpenPage[] = [];
  #cookie = '';
  sub = '';
  /** This browser's own session. */
  sid = '';
  /** Told of each answer that was no refusal; another browser of the person's tells the same. */
  onAnswer: (answer: Answered) => void = () => undefined;

  constructor(
    private readonly accountUrl: string,
    readonly email = `${randomUUID()}@example.test`,
    private readonly dial: number | null = null,
  ) {}

  static async signedUp(accountUrl: string): Promise<Person> {
    const person = new Person(accountUrl);
    const body = { email: person.email, password: PASSWORD, displayName: 'Test' };
    person.#welcome(await person.ask('POST', '/api/accounts', body));
    return person;
  }

  /** The same person in another browser, perhaps at one instance. */
  async another(dial: number | null = this.dial): Promise<Person> {
    const other = new Person(this.accountUrl, this.email, dial);
    other.onAnswer = this.onAnswer;
    await other.signIn();
    return other;
  }

  async signIn(): Promise<void> {
    this.#welcome(await this.ask('POST', '/api/browser-session', { email: this.email, password: PASSWORD }));
  }

  /** As a page asks for before more than one session may be ended, some minutes after the last time. */
  async typePasswordAgain(): Promise<void> {
    await this.ask('POST', '/api/browser-session/password', { password: PASSWORD });
  }

  async approve(userCode: string): Promise<void> {
    await this.ask('POST', '/api/activation', { userCode, decision: 'approve' });
  }

  /** All sessions of the account, newest first. */
  async sessions(): Promise<readonly SessionView[]> {
    return ((await this.ask('GET', '/api/sessions?limit=200')).body as SessionPage).sessions;
  }

  async session(sid: string): Promise<SessionView> {
    const found = (await this.sessions()).find((session) => session.sid === sid);
    if (found === undefined) throw new Error(`session ${sid} is not listed`);
    return found;
  }

  /** Resolves once the server has heard that the device came, or went. */
  async seesOnline(sid: string, online: boolean): Promise<void> {
    await until(`session ${sid} is shown ${online ? 'online' : 'offline'}`, async () => {
      return (await this.session(sid)).online === online;
    });
  }

  async revokeSession(sid: string): Promise<RevocationView> {
    return (await this.ask('POST', `/api/sessions/${sid}/revocation`)).body as RevocationView;
  }

  async revokeAll(body: { exceptSid?: string } = {}): Promise<RevocationView> {
    return (await this.ask('POST', '/api/revocations', body)).body as RevocationView;
  }

  async revocation(id: string): Promise<RevocationView> {
    return (await this.ask('GET', `/api/revocations/${id}`)).body as RevocationView;
  }

  /** Resolves once every point refuses what the revocation covers. */
  blocked(id: string, withinMs = 20_000): Promise<Settled> {
    const ask = async (): Promise<Settled | false> => {
      const revocation = await this.revocation(id);
      return revocation.blockedAt === null ? false : (revocation as Settled);
    };
    return until(`revocation ${id} is blocked`, ask, withinMs);
  }

  /** Blocked, and the receipt of every device has been verified. */
  settled(id: string, withinMs = 20_000): Promise<Settled> {
    const ask = async (): Promise<Settled | false> => {
      const { blockedAt, devices, ...rest } = await this.revocation(id);
      const confirmed = devices.every(({ kind, confirmedAt }) => kind === 'browser' || confirmedAt !== null);
      return blockedAt !== null && confirmed ? { ...rest, devices, blockedAt } : false;
    };
    return until(`revocation ${id} is blocked and confirmed`, ask, withinMs);
  }

  /** Opens a page that hears of changes, as every account page does. */
  async openPage(): Promise<OpenPage> {
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = request({ ...this.#target('/api/events'), headers: this.#headers() });
      outgoing.once('error', reject).once('response', resolve).end();
    });
    if (incoming.statusCode !== 200) throw new Error(`/api/events answered ${incoming.statusCode}`);
    const page = new OpenPage(incoming);
    this.#pages.push(page);
    return page;
  }

  close(): void {
    for (const page of this.#pages) page.close();
    this.#agent.destroy();
  }

  /** Rejects with the answer of a refusal. */
  ask(method: string, path: string, body?: object): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const more =
      text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
    const askedAt = performance.now();
    return new Promise((resolve, reject) => {
      const headers = { ...this.#headers(), ...more };
      const outgoing = request({ ...this.#target(path), method, headers, agent: this.#agent });
      outgoing.once('error', reject);
      outgoing.once('response', (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject);
        incoming.once('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8');
          const status = incoming.statusCode ?? 0;
          if (status > 299) return reject(new Refused(`${method} ${path}`, status, answer));
          const parsed: unknown = answer === '' ? null : JSON.parse(answer);
          this.onAnswer({ by: this, askedAt, answeredAt: performance.now(), path, body: parsed });
          resolve({ status, headers: incoming.headers, body: parsed });
        });
      });
      outgoing.end(text);
    });
  }

  #target(path: string): { host: string; port: string; path: string } {
    const { hostname, port } = new URL(this.accountUrl);
    return { host: hostname, port: this.dial === null ? port : String(this.dial), path };
  }

  #headers(): Record<string, string> {
    return { host: new URL(this.accountUrl).host, origin: this.accountUrl, cookie: this.#cookie };
  }

  #welcome({ headers, body }: Answer): void {
    this.#cookie = (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
    const { account, sid } = body as { account: { sub: string }; sid: string };
    this.sub = account.sub;
    this.sid = sid;
  }
}

/** The account API said no. */
export class Refused extends Error {
  constructor(
    what: string,
    readonly status: number,
    readonly answer: string,
  ) {
    super(`${what} answered ${status}: ${answer}`);
  }
}
