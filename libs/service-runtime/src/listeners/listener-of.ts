import type { IncomingMessage } from 'node:http';

/** Public over TLS 1.3; public and plain, on loopback; the one of internal routes. */
export type ListenerName = 'tls' | 'plain' | 'internal';

const names = new WeakMap<IncomingMessage, ListenerName>();

export const markListener = (request: IncomingMessage, name: ListenerName): void => {
  names.set(request, name);
};

/** Which listener a request came by. */
export function listenerOf(request: IncomingMessage): ListenerName {
  const name = names.get(request);
  if (name === undefined) throw new Error('The request did not come by a listener of openListeners');
  return name;
}
