import { Agent, request, type IncomingHttpHeaders } from 'node:http';

const SETTLED_WITHIN_MS = 15_000;
const ASK_AGAIN_MS = 5;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** A person at the account pages, over one connection that stays open. */
export class AccountPages {
  readonly #agent = new Agent({ keepAlive: true });
  #cookie = '';

  constructor(private readonly accountUrl: string) {}

  async signUp(email: string): Promise<void> {
    const answer = await this.#ask('POST', '/api/accounts', {
      email,
      password: 'a password of some length',
      displayName: 'Bench',
    });
    const cookies = answer.headers['set-cookie'] ?? [];
    this.#cookie = cookies.map((cookie) => cookie.split(';')[0]).join('; ');
  }

  async approve(userCode: string): Promise<void> {
    await this.#ask('POST', '/api/activation', { userCode, decision: 'approve' });
  }

  async revokeSession(sid: string): Promise<Revocation> {
    return (await this.#ask('POST', `/api/sessions/${sid}/revocation`)).body as Revocation;
  }

  async revocation(id: string): Promise<Revocation> {
    return (await this.#ask('GET', `/api/revocations/${id}`)).body as Revocation;
  }

  /** Resolves once every point refuses the session and its device's receipt has been verified. */
  async settled(id: string): Promise<Revocation & { readonly blockedAt: number }> {
    const deadline = performance.now() + SETTLED_WITHIN_MS;
    for (;;) {
      const revocation = await this.revocation(id);
      const { blockedAt, devices } = revocation;
      const confirmed = devices.every(({ confirmedAt }) => confirmedAt !== null);
      if (blockedAt !== null && confirmed) return { ...revocation, blockedAt };
      if (performance.now() > deadline) {
        throw new Error(
          `revocation ${id}: blocked at ${blockedAt}, confirmed: ${confirmed}, and no more came`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #ask(method: string, path: string, body?: object): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      origin: this.accountUrl,
      cookie: this.#cookie,
      ...(text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(this.accountUrl + path, { method, headers, agent: this.#agent });
      outgoing.once('error', reject);
      outgoing.once('response', (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject);
        incoming.once('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8');
          const status = incoming.statusCode ?? 0;
          if (status > 299) return reject(new Error(`${method} ${path} answered ${status}: ${answer}`));
          resolve({ status, headers: incoming.headers, body: answer === '' ? null : JSON.parse(answer) });
        });
      });
      outgoing.end(text);
    });
  }
}

export interface Revocation {
  readonly id: string;
  readonly requestedAt: number;
  readonly blockedAt: number | null;
  readonly points: number;
  readonly devices: readonly { readonly sid: string; readonly confirmedAt: number | null }[];
}
