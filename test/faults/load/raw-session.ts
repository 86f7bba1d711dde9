import { endpointsAt, type Endpoints } from '#libs/device-client';
import { nodeClock, nodeHttp } from '#libs/device-client/node';
import { DpopHttp } from '../../../libs/device-client/src/oauth/dpop.js';
import { isGranted, TokenEndpoint } from '../../../libs/device-client/src/oauth/token-endpoint.js';
import type { Stack } from '../../support/stack/a-stack.js';
import { enrolled, type EnrolledDevice } from '../../support/stack/enrolled.js';
import type { Person } from '../../support/stack/person.js';
import { RawSocket } from '../../support/stack/raw-socket.js';
import type { Credentials } from './ledger.js';
import { patiently } from './patiently.js';

const WITHIN_MS = 90_000;

/** A session whose tokens the test holds, driven frame by frame: it obeys nothing. */
export class RawSession implements Credentials {
  accessToken: string;
  #sockets: RawSocket[] = [];
  readonly #http = nodeHttp();

  private constructor(
    private readonly stack: Stack,
    private readonly device: EnrolledDevice,
  ) {
    this.accessToken = device.accessToken;
  }

  static async linked(stack: Stack, person: Person, count: number): Promise<RawSession[]> {
    const all: RawSession[] = [];
    await patiently(
      'raw sessions are linked',
      async () => {
        for (const device of await enrolled(stack, person, count - all.length))
          all.push(new RawSession(stack, device));
      },
      WITHIN_MS,
    );
    return all;
  }

  get sid(): string {
    return this.device.sid;
  }

  get key(): EnrolledDevice['key'] {
    return this.device.key;
  }

  get refreshToken(): string {
    return this.device.refreshToken;
  }

  /** A socket at a gateway, by its public URL. */
  dial(url = this.stack.pushUrl): RawSocket {
    const socket = new RawSocket(url, this.stack.keys.ca);
    this.#sockets.push(socket);
    return socket;
  }

  /** Let in at a gateway. */
  connected(url?: string): Promise<RawSocket> {
    return patiently(
      'a raw session is let in',
      async () => {
        const socket = this.dial(url);
        const greeting = await socket.hello(this.accessToken, this.key);
        if (greeting.ready) return socket;
        socket.close();
        throw new Error(`closed with ${greeting.code}`);
      },
      WITHIN_MS,
    );
  }

  /** The token endpoint's own word: a fresh token, or that the grant is over; anything else throws. */
  async refresh(): Promise<'granted' | 'over'> {
    const answer = await refresh(this.stack, this, this.#http);
    if (answer === null) return 'over';
    this.accessToken = answer;
    return 'granted';
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
    this.#http.close();
  }
}

/** Null when the token endpoint says that it is over. */
export async function refresh(
  stack: Stack,
  { key, refreshToken }: Credentials,
  http: ReturnType<typeof nodeHttp>,
): Promise<string | null> {
  const find = async (): Promise<Endpoints> => endpointsAt(stack.issuer, stack.accountUrl, stack.pushUrl);
  const answer = await new TokenEndpoint(new DpopHttp(http, key, nodeClock()), find, 'tv').refresh(
    refreshToken,
    '1.0.0',
  );
  if (isGranted(answer)) return answer.accessToken;
  if (answer.error === 'invalid_grant') return null;
  throw new Error(`a refresh was answered ${answer.error}`);
}
