import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { SUBPROTOCOL } from '#libs/push-protocol';
import { anAuthority, type Authority } from '../testing/an-authority.js';
import { nodeHttp } from './node-http.js';
import { wsDial } from './ws-dial.js';

describe('how a device program reaches its service', () => {
  let ours: Authority;
  const servers: Server[] = [];
  beforeAll(async () => {
    ours = await anAuthority();
  });
  afterEach(async () => {
    await Promise.all(
      servers.splice(0).map((server) => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      }),
    );
  });

  async function listening(server: Server): Promise<number> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    return (server.address() as AddressInfo).port;
  }
  const secure = (listener: RequestListener, options = {}): Promise<number> =>
    listening(
      createHttpsServer({ cert: ours.cert, key: ours.key, minVersion: 'TLSv1.3', ...options }, listener),
    );
  const hello: RequestListener = (_, response) => response.setHeader('DPoP-Nonce', 'n1').end('hello');

  it('believes the authority it was given', async () => {
    const http = nodeHttp({ ca: ours.ca });
    const port = await secure(hello);
    const response = await http({ method: 'GET', url: `https://localhost:${port}/` });
    expect([response.status, response.body, response.header('dpop-nonce')]).toEqual([200, 'hello', 'n1']);
    http.close();
  });

  it('believes no other: an impostor with a certificate of its own gets nothing', async () => {
    const http = nodeHttp({ ca: (await anAuthority()).ca });
    let asked = 0;
    const port = await secure(() => void (asked += 1));
    await expect(
      http({ method: 'POST', url: `https://localhost:${port}/token`, body: 'secret' }),
    ).rejects.toThrow();
    expect(asked).toBe(0);
    http.close();
  });

  it('speaks no TLS older than 1.3', async () => {
    const http = nodeHttp({ ca: ours.ca });
    const port = await secure(hello, { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
    await expect(http({ method: 'GET', url: `https://localhost:${port}/` })).rejects.toThrow();
    http.close();
  });

  it('says that no answer came when the server hangs up in the middle of one', async () => {
    const http = nodeHttp();
    const port = await listening(
      createHttpServer((_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('half');
        setImmediate(() => response.destroy());
      }),
    );
    await expect(http({ method: 'GET', url: `http://localhost:${port}/` })).rejects.toThrow();
    http.close();
  });

  it('does not follow a redirect, which could lead its proof elsewhere', async () => {
    const http = nodeHttp();
    const port = await listening(
      createHttpServer((_, response) => response.writeHead(307, { location: 'http://localhost:1/' }).end()),
    );
    expect((await http({ method: 'POST', url: `http://localhost:${port}/token`, body: 'x' })).status).toBe(
      307,
    );
    http.close();
  });

  const closedOf = (url: string, trust = {}): Promise<number> =>
    new Promise((resolve) => {
      wsDial(trust)(url, SUBPROTOCOL, { message: () => undefined, closed: resolve });
    });

  it('talks over a socket, and hears why it was closed', async () => {
    const server = createHttpsServer({ cert: ours.cert, key: ours.key });
    const port = await listening(server);
    new WebSocketServer({ server }).on('connection', (socket) => {
      socket.send('{"type":"challenge"}');
      socket.on('message', (data: Buffer) => socket.close(4501, data.toString()));
    });
    const code = await new Promise((resolve) => {
      const socket = wsDial({ ca: ours.ca })(`wss://localhost:${port}/devices`, SUBPROTOCOL, {
        message: (text) => socket.send(`got ${text}`),
        closed: resolve,
      });
    });
    expect(code).toBe(4501);
  });

  it.each([
    ['nobody listens', async () => 'wss://localhost:1/devices'],
    ['the address is not a gateway', async () => `wss://localhost:${await secure(hello)}/devices`],
    [
      'the certificate is an impostor’s',
      async () => {
        const other = await anAuthority();
        return `wss://localhost:${await secure(hello, { cert: other.cert, key: other.key })}/devices`;
      },
    ],
  ])('takes it for a lost network when %s', async (_, url) => {
    expect(await closedOf(await url(), { ca: ours.ca })).toBe(1006);
  });
});
