import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/**
 * Below those a system gives to connections that go out (32768 and up on Linux): what is free now is not taken by
 * one of them before a server listens there, nor while it is down and is to come back.
 */
const PORTS = { from: 12_000, to: 32_000 };

/** Ports that nobody listens on now; all are held until the last is found, so no two are the same. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = new Map<number, Server>();
  while (servers.size < count) {
    const port = randomInt(PORTS.from, PORTS.to);
    const server = servers.has(port) ? null : await listening(port);
    if (server !== null) servers.set(port, server);
  }
  await Promise.all([...servers.values()].map((server) => new Promise((resolve) => server.close(resolve))));
  return [...servers.keys()];
}

/** On every address, as servers here may; null where somebody does already. */
const listening = (port: number): Promise<Server | null> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(null) : reject(error),
    );
    server.listen(port, () => resolve(server));
  });
