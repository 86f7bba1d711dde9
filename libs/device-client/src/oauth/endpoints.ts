import type { Http } from '../ports.js';
import { jsonObject } from './dpop.js';
import { Unavailable } from './unavailable.js';

/** Where a device finds its issuer. Programs discover them; pages get them from their configuration. */
export interface Endpoints {
  readonly issuer: string;
  readonly deviceAuthorization: string;
  readonly token: string;
  readonly revocation: string;
  readonly jwks: string;
  readonly receipt: string;
  /** Gateways, each as good as another; at least one. */
  readonly push: readonly string[];
}

/** Finds them, once; a failure is tried again at the next call. Throws Unavailable. */
export type FindEndpoints = () => Promise<Endpoints>;

/** For pages and benches, which dial another listener than the issuer's own address. */
export function endpointsAt(issuer: string, origin: string, push: string | readonly string[]): Endpoints {
  const at = (path: string): string => new URL(path, origin).href;
  return {
    issuer,
    deviceAuthorization: at('/device_authorization'),
    token: at('/token'),
    revocation: at('/revoke'),
    jwks: at('/jwks'),
    receipt: at('/receipts'),
    push: typeof push === 'string' ? [push] : push,
  };
}

/**
 * RFC 8414. The device pins the issuer: a document that names another one, or an endpoint at another origin,
 * is refused, and so is a socket without TLS where the issuer has it.
 */
export function discovery(issuer: string, http: Http): FindEndpoints {
  let found: Promise<Endpoints> | null = null;
  return () =>
    (found ??= discover(issuer, http).catch((error: unknown) => {
      found = null;
      throw error;
    }));
}

async function discover(issuer: string, http: Http): Promise<Endpoints> {
  const url = new URL('/.well-known/oauth-authorization-server', issuer).href;
  const response = await http({ method: 'GET', url }).catch(Unavailable.from);
  if (response.status !== 200) throw new Unavailable(`discovery answered ${response.status}`);
  const document = jsonObject(response.body);
  if (document['issuer'] !== issuer) throw new Unavailable('discovery names another issuer');
  const { origin, protocol } = new URL(issuer);
  const member = (name: string): string => {
    const value = document[name];
    if (typeof value !== 'string' || !URL.canParse(value)) throw new Unavailable(`discovery has no ${name}`);
    return value;
  };
  const pinned = (name: string): string => {
    const value = member(name);
    if (new URL(value).origin !== origin) throw new Unavailable(`${name} is at another origin`);
    return value;
  };
  const sockets = protocol === 'https:' ? ['wss:'] : ['wss:', 'ws:'];
  const push = pushEndpoints(document['signoff_push_endpoints'], member('signoff_push_endpoint'));
  if (!push.every((url) => URL.canParse(url) && sockets.includes(new URL(url).protocol)))
    throw new Unavailable('push is not a socket, or not TLS');
  return {
    issuer,
    deviceAuthorization: pinned('device_authorization_endpoint'),
    token: pinned('token_endpoint'),
    revocation: pinned('revocation_endpoint'),
    jwks: pinned('jwks_uri'),
    receipt: pinned('signoff_receipt_endpoint'),
    push,
  };
}

/** More are passed over: a document is not to make a device remember what it likes. */
const MAX_GATEWAYS = 64;

/** `one` always stands, for devices that know only that; where all gateways are named, they count. */
function pushEndpoints(all: unknown, one: string): readonly string[] {
  if (!Array.isArray(all) || all.length === 0 || !all.every((url) => typeof url === 'string')) return [one];
  return all.slice(0, MAX_GATEWAYS);
}
