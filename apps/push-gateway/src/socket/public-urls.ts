import type { ListenerName } from '#libs/service-runtime';

/**
 * The configured URL behind a handshake, as devices know it and name it in their proofs: ws and wss are told apart
 * by the listener it came by, never by a header.
 */
export class PublicUrls {
  readonly #configured = new Map<string, string>();

  constructor(readonly urls: readonly string[]) {
    for (const url of urls) {
      const { protocol, host, hostname, port, pathname, search } = new URL(url);
      const target = pathname + search;
      this.#configured.set(`${protocol}//${host}${target}`, url);
      // A client may write the default port or leave it out.
      if (port === '')
        this.#configured.set(`${protocol}//${hostname}:${protocol === 'wss:' ? 443 : 80}${target}`, url);
    }
  }

  /** Null when no device dials that address here. */
  dialled(listener: ListenerName, host: string, target: string): string | null {
    const scheme = listener === 'tls' ? 'wss' : 'ws';
    return this.#configured.get(`${scheme}://${host.toLowerCase()}${target}`) ?? null;
  }
}
