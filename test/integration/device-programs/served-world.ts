import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createPortHolder, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { SUBPROTOCOL } from '#libs/push-protocol';
import { anAuthority, FakeGateway, FakeIssuer } from '#libs/device-client/testing';

/** A fake issuer and gateway on one real TLS listener, for device programs that are processes. */
export interface ServedWorld {
  readonly issuer: FakeIssuer;
  readonly gateway: FakeGateway;
  readonly folder: string;
  readonly caFile: string;
  close(): Promise<void>;
}

export async function aServedWorld(): Promise<ServedWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'signoff-programs-'));
  const { ca, cert, key } = await anAuthority();
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, ca);
  const port = await freePort();
  const issuer = new FakeIssuer(`https://localhost:${port}`, `wss://localhost:${port}/devices`);
  issuer.intervalS = 0.05;
  const gateway = new FakeGateway(issuer);
  const server = createSecureServer({ cert, key, minVersion: 'TLSv1.3' }, (request, response) => {
    answer(issuer, request, response).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({ server, path: '/devices', perMessageDeflate: false });
  sockets.on('connection', (socket) => bridge(gateway, issuer.endpoints.push[0]!, socket));
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  return {
    issuer,
    gateway,
    folder,
    caFile,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

async function answer(issuer: FakeIssuer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { dpop } = request.headers;
  const { status, header, body } = await issuer.http({
    method: request.method === 'POST' ? 'POST' : 'GET',
    url: issuer.issuer + (request.url ?? ''),
    headers: typeof dpop === 'string' ? { dpop } : {},
    body: Buffer.concat(chunks).toString('utf8'),
  });
  const nonce = header('DPoP-Nonce');
  response.writeHead(status, nonce === null ? {} : { 'DPoP-Nonce': nonce }).end(body);
}

function bridge(gateway: FakeGateway, push: string, socket: WebSocket): void {
  const device = gateway.dial(push, SUBPROTOCOL, {
    message: (text) => socket.send(text),
    closed: (code) => (code === 1006 ? socket.terminate() : socket.close(code)),
  });
  socket.on('message', (data: Buffer) => device.send(data.toString('utf8')));
  socket.on('close', () => device.close());
}

async function freePort(): Promise<number> {
  const holder = createPortHolder();
  await new Promise<void>((resolve) => holder.listen(0, 'localhost', resolve));
  const { port } = holder.address() as AddressInfo;
  await new Promise((resolve) => holder.close(resolve));
  return port;
}
