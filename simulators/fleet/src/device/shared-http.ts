import { setTimeout as delay } from 'node:timers/promises';
import type { Http, HttpRequest, HttpResponse } from '#libs/device-client';
import { CodePace } from './code-pace.js';

/** Requests of one process under way at one time: more would be sockets, of which there are only so many. */
const AT_ONCE = 64;
/** The keys of an issuer, as a cache on the way would keep them for its devices. */
const KEYS_LIVE_MS = 60_000;

/**
 * HTTP for many devices in one process. Requests wait for one another here and not in the server, so a device's
 * own patience is for the answer alone. The issuer's keys are fetched once a minute for all of them, and codes are
 * asked for at the pace that it lets one address ask.
 */
export class SharedHttp {
  readonly #waiting: (() => void)[] = [];
  readonly #kept = new Map<string, { readonly at: number; readonly answer: Promise<HttpResponse> }>();
  readonly #from = new Map<string, Http>();
  readonly #codes: CodePace;
  #underWay = 0;

  /** @param open begins from a source address; empty: the system's choice */
  constructor(
    private readonly open: (address: string) => Http,
    private readonly now: () => number,
    wait: (ms: number) => Promise<void> = (ms) => delay(ms),
  ) {
    this.#codes = new CodePace(wait);
  }

  /** For one device. @param refreshed is told how long each refresh that was granted took */
  for(address: string, refreshed: (ms: number) => void): Http {
    let http = this.#from.get(address);
    if (http === undefined) this.#from.set(address, (http = this.open(address)));
    const from = http;
    return (request) => {
      if (request.method === 'GET') return this.#cached(request, from);
      return asksForCode(request) ? this.#code(request, from) : this.#send(request, from, refreshed);
    };
  }

  async #code(request: HttpRequest, http: Http): Promise<HttpResponse> {
    await this.#codes.turn();
    const response = await this.#send(request, http);
    const retryAfterS = Number(response.header('Retry-After') ?? Number.NaN);
    if (response.status === 429) this.#codes.refused(Number.isFinite(retryAfterS) ? retryAfterS : null);
    else if (response.status === 200) this.#codes.answered();
    return response;
  }

  async #send(request: HttpRequest, http: Http, refreshed?: (ms: number) => void): Promise<HttpResponse> {
    if (this.#underWay >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#underWay += 1;
    const from = this.now();
    try {
      const response = await http(request);
      if (response.status === 200 && isRefresh(request)) refreshed?.(this.now() - from);
      return response;
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#underWay -= 1;
      else next();
    }
  }

  #cached(request: HttpRequest, http: Http): Promise<HttpResponse> {
    const kept = this.#kept.get(request.url);
    if (kept !== undefined && this.now() - kept.at < KEYS_LIVE_MS) return kept.answer;
    const answer = this.#send(request, http);
    this.#kept.set(request.url, { at: this.now(), answer });
    const forget = (): void => void this.#kept.delete(request.url);
    answer.then((response) => (response.status === 200 ? undefined : forget()), forget);
    return answer;
  }
}

const isRefresh = ({ body }: HttpRequest): boolean => body?.includes('grant_type=refresh_token') === true;

const asksForCode = ({ body }: HttpRequest): boolean => body?.includes('device_kind=') === true;
