import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { anAuthority } from '#libs/device-client/testing';
import { openListeners } from '../index.js';
import { UnreadableRequests } from './unreadable-requests.js';

const NO_CHUNK = 'POST /up HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

describe('a request that cannot be read', () => {
  let server: Server;
  let dialled: Socket[] = [];
  afterEach(async () => {
    for (const socket of dialled) socket.destroy();
    dialled = [];
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const serve = async (handler: RequestListener, options: ServerOptions = {}): Promise<void> => {
    server = createServer(options);
    const unreadable = new UnreadableRequests(server, () => true);
    server.on('request', (request, response) => {
      if (unreadable.admits(request, response)) handler(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  };
  const dial = (): { socket: Socket; said: () => string } => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    dialled.push(socket);
    let all = '';
    socket.on('data', (piece) => (all += String(piece)));
    return { socket, said: () => all };
  };

  it('is told that it took too long, by a problem', async () => {
    await serve((_, response) => response.end(), {
      headersTimeout: 20,
      requestTimeout: 20,
      connectionsCheckingInterval: 5,
    });
    const { socket, said } = dial();
    socket.write('GET / HTTP/1.1\r\nHost');
    await once(socket, 'end');
    expect(said()).toMatch(/^HTTP\/1.1 408 /);
    expect(JSON.parse(said().split('\r\n\r\n')[1]!)).toMatchObject({ code: 'request_timeout' });
  });

  it('is answered while its handler waits for the rest of its body, and the handler’s own answer goes nowhere', async () => {
    let answered = (): void => {};
    const ended = new Promise<void>((resolve) => (answered = resolve));
    await serve((request, response) => {
      request.once('error', () => {
        response.end('later');
        answered();
      });
    });
    const { socket, said } = dial();
    socket.write(`${NO_CHUNK}no length\r\n`);
    await once(socket, 'end');
    expect(said()).toMatch(/^HTTP\/1.1 400 [^]*malformed_request[^]*}$/);
    socket.destroy();
    await ended;
    expect(said()).not.toContain('later');
  });

  it('is not answered in the middle of an answer that has begun', async () => {
    await serve((_, response) => void response.write('the beginning'));
    const { socket, said } = dial();
    socket.write(NO_CHUNK);
    await once(socket, 'data');
    socket.write('no length\r\n');
    await once(socket, 'close');
    expect(said()).toContain('the beginning');
    expect(said()).not.toContain('malformed_request');
  });

  it('is not answered in the place of the request before it', async () => {
    let received = (): void => {};
    const handled = new Promise<void>((resolve) => (received = resolve));
    await serve(() => received());
    const { socket, said } = dial();
    socket.write(GET);
    await handled;
    socket.write('no HTTP\r\n\r\n');
    await once(socket, 'close');
    expect(said()).toBe('');
  });

  it('is answered after one on the same connection that was served', async () => {
    await serve((_, response) => response.end('served'));
    const { socket, said } = dial();
    socket.write(GET);
    await once(socket, 'data');
    socket.write('no HTTP\r\n\r\n');
    await once(socket, 'end');
    expect(said()).toMatch(/^HTTP\/1.1 200 [^]*served[^]*HTTP\/1.1 400 [^]*malformed_request/);
  });

  it('is answered once, and read to its end, however much more is sent', async () => {
    await serve((_, response) => response.end());
    const { socket, said } = dial();
    const errors: unknown[] = [];
    socket.on('error', (error) => errors.push(error));
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(4_000_000)}`);
    await once(socket, 'end');
    expect(said().split('HTTP/1.1 431 ')).toHaveLength(2);
    expect(JSON.parse(said().split('\r\n\r\n')[1]!)).toMatchObject({ code: 'headers_too_large' });
    expect(errors).toEqual([]);
  });

  it.each(['ECONNRESET', 'EPIPE', 'ERR_SSL_WRONG_VERSION_NUMBER'])(
    'on a connection that broke (%s) is closed without a word, and the next is served',
    async (code) => {
      await serve((_, response) => response.end('served'));
      const accepted = once(server, 'connection');
      const broken = dial();
      broken.socket.write('GET / HT');
      const closed = once(broken.socket, 'close');
      server.emit('clientError', Object.assign(new Error('broken'), { code }), (await accepted)[0]);
      await closed;
      expect(broken.said()).toBe('');
      const { socket, said } = dial();
      socket.write(GET);
      await once(socket, 'data');
      expect(said()).toContain('served');
    },
  );

  it('of a client that resets in the midst of it hurts nobody', async () => {
    await serve((_, response) => response.end('served'));
    const gone = once(server, 'clientError');
    const broken = dial().socket;
    broken.write('GET / HT', () => broken.resetAndDestroy());
    await gone;
    const { socket, said } = dial();
    socket.write(GET);
    await once(socket, 'data');
    expect(said()).toContain('served');
  });
});

it('who speaks HTTP to the TLS listener is told nothing that a TLS client would not be', async () => {
  const { key, cert } = await anAuthority();
  const listeners = await openListeners((_, response) => response.end('served'), {
    tls: { port: 0, host: '127.0.0.1', key, cert },
  });
  const socket = connect(listeners.ports.tls!, '127.0.0.1');
  let said = '';
  socket.on('data', (piece) => (said += String(piece)));
  socket.on('error', () => undefined);
  socket.write(GET);
  await once(socket, 'close');
  expect(said).not.toContain('HTTP/1.1');
  await listeners.close(0);
});
