import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { request as requestPlain, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as requestTls } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';
import * as x509 from '@peculiar/x509';
import { hostGuard, listenerOf, onlyOn, openListeners, type Listeners } from '../index.js';

let key: string;
let cert: string;

beforeAll(async () => {
  x509.cryptoProvider.set(webcrypto as never);
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
  });
  cert = certificate.toString('pem');
  const exported = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  key = `-----BEGIN PRIVATE KEY-----\n${exported.toString('base64')}\n-----END PRIVATE KEY-----\n`;
});

let open: Listeners[] = [];
afterEach(async () => {
  await Promise.all(open.map((listeners) => listeners.close(0)));
  open = [];
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
const threeListeners = async (handler: Handler): Promise<Required<Listeners['ports']>> => {
  const listeners = await openListeners(handler, {
    tls: { port: 0, host: '127.0.0.1', key, cert },
    plain: { port: 0 },
    internal: { port: 0 },
  });
  open.push(listeners);
  return listeners.ports as Required<Listeners['ports']>;
};

interface Answer {
  readonly status: number;
  readonly text: string;
}
async function get(
  port: number,
  options: { host?: string; path?: string; tls?: boolean } = {},
): Promise<Answer> {
  const { host = `localhost:${port}`, path = '/', tls = false } = options;
  const send = tls ? requestTls : requestPlain;
  const outgoing = send({
    port,
    host: '127.0.0.1',
    path,
    headers: { host },
    agent: false,
    ...(tls && { ca: cert, servername: 'localhost' }),
  });
  outgoing.end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode ?? 0, text };
}

describe('the listeners of a server', () => {
  it('tell one handler which of them a request came by', async () => {
    const ports = await threeListeners((request, response) => response.end(listenerOf(request)));
    expect((await get(ports.tls, { tls: true })).text).toBe('tls');
    expect((await get(ports.plain)).text).toBe('plain');
    expect((await get(ports.internal)).text).toBe('internal');
  });

  it('speak TLS 1.3 and nothing older', async () => {
    const { tls } = await threeListeners((_, response) => response.end());
    const attempt = (maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<string> =>
      new Promise((resolve) => {
        const socket = connectTls({
          port: tls,
          host: '127.0.0.1',
          ca: cert,
          servername: 'localhost',
          maxVersion,
        });
        socket.once('secureConnect', () => resolve(socket.getProtocol() ?? ''));
        socket.once('error', () => resolve('refused'));
        socket.once('close', () => socket.destroy());
        socket.once('secureConnect', () => socket.end());
      });
    expect([await attempt('TLSv1.3'), await attempt('TLSv1.2')]).toEqual(['TLSv1.3', 'refused']);
  });

  it('open all or none, and say which port another program has', async () => {
    const taken = await openListeners((_, response) => response.end(), { plain: { port: 0 } });
    open.push(taken);
    const port = taken.ports.plain as number;
    await expect(
      openListeners((_, response) => response.end(), { plain: { port: 0 }, internal: { port } }),
    ).rejects.toThrow(`port ${port}: another program has it`);
  });

  it('let a request in progress end, take no new one, and close a connection that rests', async () => {
    let respond = (): void => {};
    let received = (): void => {};
    const begun = new Promise<void>((resolve) => (received = resolve));
    const listeners = await openListeners(
      (request, response) => {
        if (request.url === '/quick') return void response.end('quick');
        respond = () => response.end('done');
        received();
      },
      { plain: { port: 0 } },
    );
    const port = listeners.ports.plain as number;
    await get(port, { path: '/quick' });
    const resting = connectPlain(port, '127.0.0.1');
    await once(resting, 'connect');
    const slow = get(port);
    await begun;
    const closed = listeners.close(60_000);
    await once(resting.resume(), 'close');
    await expect(get(port)).rejects.toThrow('ECONNREFUSED');
    respond();
    expect((await slow).text).toBe('done');
    await closed;
  });

  it('cut what has not ended when the time to drain is over', async () => {
    let received = (): void => {};
    const begun = new Promise<void>((resolve) => (received = resolve));
    const listeners = await openListeners(() => received(), { plain: { port: 0 } });
    const hanging = get(listeners.ports.plain as number);
    await begun;
    await Promise.all([listeners.close(1), expect(hanging).rejects.toThrow()]);
  });
});

describe('the Host guard', () => {
  let ports: Required<Listeners['ports']>;
  beforeEach(async () => {
    let guard: ReturnType<typeof hostGuard> = (_request, _response, next) => next();
    ports = await threeListeners((request, response) =>
      guard(request, response, () => response.end('served')),
    );
    guard = hostGuard(
      [
        `https://localhost:${ports.tls}`,
        `http://localhost:${ports.plain}`,
        'https://signoff.example',
        'wss://push.example',
      ],
      ['account-api'],
    );
  });

  it('serves the configured origins, each on the listener of its scheme, with the default port or without', async () => {
    for (const host of [
      `localhost:${ports.tls}`,
      'signoff.example',
      'signoff.example:443',
      'SIGNOFF.example',
      'push.example',
    ]) {
      expect([host, (await get(ports.tls, { tls: true, host })).status]).toEqual([host, 200]);
    }
    expect((await get(ports.plain)).status).toBe(200);
    expect((await get(ports.plain, { host: 'signoff.example' })).status).toBe(421);
  });

  it.each(['evil.example', 'localhost', 'evil@localhost', 'localhost:1', ''])(
    'answers 421 for the host %j',
    async (host) => {
      const { status, text } = await get(ports.plain, { host });
      expect(status === 421 ? JSON.parse(text).code : status).toBe(
        host === '' ? 'host_not_served' : 'host_not_served',
      );
    },
  );

  it('answers 421 for an absolute-form request line, which would override Host', async () => {
    const { status } = await get(ports.plain, { path: `http://evil.example/` });
    expect(status).toBe(421);
  });

  it('serves the internal listener by address and configured name, so that no page can rebind a name to it', async () => {
    for (const host of ['127.0.0.1:7090', '[::1]:7090', 'localhost:7090', 'account-api:7090']) {
      expect([host, (await get(ports.internal, { host })).status]).toEqual([host, 200]);
    }
    expect((await get(ports.internal, { host: 'evil.example:7090' })).status).toBe(421);
  });
});

it('a route for one listener does not exist on the others', async () => {
  const ports = await threeListeners((request, response) =>
    onlyOn('internal')(request, response, () => response.end('metrics')),
  );
  expect((await get(ports.internal)).text).toBe('metrics');
  expect(await get(ports.plain)).toMatchObject({
    status: 404,
    text: expect.stringContaining('route_not_found'),
  });
});
