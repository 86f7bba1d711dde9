import type { DpopHttp } from '../oauth/dpop.js';
import type { FindEndpoints } from '../oauth/endpoints.js';
import type { Clock } from '../ports.js';

/** Somebody stands before the screen and waits. */
const PATIENCE_MS = 5_000;

/**
 * Tells the server that this device signed itself out (RFC 7009). A server that cannot be reached now does
 * not keep the person signed in: the tokens go all the same, and the session ends unused.
 */
export async function tellServer(
  refreshToken: string,
  clientId: string,
  { http, endpoints, clock }: { http: DpopHttp; endpoints: FindEndpoints; clock: Clock },
): Promise<void> {
  const told = endpoints()
    .then(({ revocation }) => http.post(revocation, { token: refreshToken, client_id: clientId }))
    .then(
      () => undefined,
      () => undefined,
    );
  let cancel = (): void => undefined;
  const waited = new Promise<void>((resolve) => {
    cancel = clock.after(PATIENCE_MS, resolve);
  });
  await Promise.race([told, waited]);
  cancel();
}
