import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can vanish as a host does whose cable is pulled: nothing is closed, nothing comes back. */
export interface VanishingHost {
  readonly port: number;
  /** From here on every byte is swallowed, and no connection is made. */
  vanish(): void;
  /** New connections are made again; those of before stay dead. */
  comeBack(): void;
  close(): Promise<void>;
}

export async function aVanishingHost(target: {
  readonly host: string;
  readonly port: number;
}): Promise<VanishingHost> {
  let gone = false;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    keep(near);
    if (gone) return;
    const far = keep(connect(target.port, target.host));
    far.on('data', (bytes) => alive.has(near) && near.write(bytes));
    near.on('data', (bytes) => alive.has(near) && far.write(bytes));
    near.on('close', () => alive.has(near) && far.destroy());
    far.on('close', () => alive.has(near) && near.destroy());
    alive.add(near);
  });
  const alive = new Set<Socket>();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    vanish: () => {
      gone = true;
      alive.clear();
    },
    comeBack: () => (gone = false),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };

  function keep(socket: Socket): Socket {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    return socket;
  }
}
