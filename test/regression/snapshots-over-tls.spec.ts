/**
 * SIGNOFF_INTERNAL_URL may be an https address, as of a proxy that asks for certificates before the account API's
 * internal listener. Snapshots were asked for by node:http whatever the address, which refuses such a one: no poll
 * was ever sent, so no point of such an installation became ready.
 */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { httpSnapshots } from '#libs/enforcement';
import { anAuthority } from '#libs/device-client/testing';

it('a point reads its snapshots over TLS, from a server whose authority it knows, and from no other', async () => {
  const { ca, cert, key } = await anAuthority();
  const server = createServer({ cert, key }, (_, response) => {
    response.end(JSON.stringify({ v: 1, name: '7:9:8', databaseTime: 5, predicates: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;
  const poll = { point: 'p', boot: 'b', having: null };
  try {
    expect(await httpSnapshots(url, { ca }).read(poll)).toMatchObject({ name: '7:9:8', understood: true });
    await expect(httpSnapshots(url).read(poll)).rejects.toThrow(/certificate/);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
