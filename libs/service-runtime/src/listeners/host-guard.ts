import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { SignoffError } from '#libs/errors';
import { sendProblem } from '../problems/send-problem.js';
import { listenerOf, type ListenerName } from './listener-of.js';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/**
 * Answers only for configured origins. What is built from Host (endpoints, the expected `htu`) is then never
 * an attacker's, and neither is an absolute-form request line (RFC 9112 section 3.2.2), which would override it.
 * The internal listener answers for addresses and `internalHosts`: a page that rebinds a name of its own to
 * loopback still sends that name.
 * Errors: host_not_served.
 */
export function hostGuard(origins: readonly string[], internalHosts: readonly string[] = []): Middleware {
  const served = new Set(origins.flatMap(spellings));
  const internal = new Set(['localhost', ...internalHosts]);
  return (request, response, next) => {
    if (serves(request, served, internal)) next();
    else sendProblem(response, new SignoffError('host_not_served'));
  };
}

/** The same judgement for a WebSocket handshake: `wss://localhost:7444` counts as `https://localhost:7444`. */
export function isHostServed(request: IncomingMessage, origins: readonly string[]): boolean {
  return serves(request, new Set(origins.flatMap(spellings)), new Set());
}

function serves(
  request: IncomingMessage,
  served: ReadonlySet<string>,
  internal: ReadonlySet<string>,
): boolean {
  if (!request.url?.startsWith('/')) return false;
  const host = request.headers.host?.toLowerCase() ?? '';
  const listener = listenerOf(request);
  if (listener === 'internal') {
    const name = host.replace(/:\d+$/, '');
    return internal.has(name) || isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0;
  }
  return served.has(`${listener === 'tls' ? 'https' : 'http'}://${host}`);
}

/** A client may write the default port or leave it out. */
function spellings(origin: string): string[] {
  const { protocol, hostname, host, port } = new URL(origin);
  const scheme = protocol.replace(/^ws/, 'http');
  const implied = port === '' ? [`${scheme}//${hostname}:${scheme === 'https:' ? 443 : 80}`] : [];
  return [`${scheme}//${host}`, ...implied];
}

/** Hides a route from the other listeners, as if it did not exist. */
export const onlyOn =
  (...listeners: readonly ListenerName[]): Middleware =>
  (request, response, next) => {
    if (listeners.includes(listenerOf(request))) next();
    else sendProblem(response, new SignoffError('route_not_found'));
  };
