import type { IncomingMessage } from 'node:http';

/**
 * The origin a request was sent to, if it is one this service answers for, as a proof spells it: without a default
 * port. Told by the socket and Host alone, never by a forwarded header.
 */
export class ServedOrigins {
  readonly #canonical = new Map<string, string>();

  constructor(origins: readonly string[]) {
    for (const text of origins) {
      const { origin, protocol, hostname, port } = new URL(text);
      this.#canonical.set(origin, origin);
      if (port === '')
        this.#canonical.set(`${protocol}//${hostname}:${protocol === 'https:' ? 443 : 80}`, origin);
    }
  }

  dialled(request: IncomingMessage): string | null {
    const scheme = 'encrypted' in request.socket ? 'https' : 'http';
    return this.#canonical.get(`${scheme}://${(request.headers.host ?? '').toLowerCase()}`) ?? null;
  }
}
