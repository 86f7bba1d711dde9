import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/**
 * Below those a system gives to connections that go out (32768 and up on Linux): what is free now is not taken by
 * one of them before a server listens there, nor while it is down and is to come back.
 */
const PORTS = { from: 12_000, to: 32_000 };

/** Ports nobody uses now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(PORTS.from, PORTS.to);
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return [...ports];
}

/** Whether all of us could listen there: on every address, and on loopback. */
export async function isFree(port: number): Promise<boolean> {
  for (const host of [undefined, '127.0.0.1']) {
    try {
      const server = await listening(port, host);
      await new Promise((resolve) => server.close(resolve));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' || code === 'EACCES') return false;
      throw error;
    }
  }
  return true;
}

function listening(port: number, host: string | undefined): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => resolve(server));
  });
}
