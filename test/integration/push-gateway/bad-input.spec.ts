// Long on purpose: one row a way to be wrong, and one place to see that none is missing.
import { request } from 'node:http';
import { connect as connectTcp } from 'node:net';
import fc from 'fast-check';
import { CLOSE, type CloseName } from '#libs/push-protocol';
import { anAuthority, type Authority } from '#libs/device-client/testing';
import { until } from '../../support/account-api/until.js';
import { aKey, aSession, type TestSession } from '../../support/push-gateway/an-issuer.js';
import { aGateway, type TestGateway } from '../../support/push-gateway/a-gateway.js';
import { SocketClient } from '../../support/push-gateway/socket-client.js';

describe('what bad input gets', () => {
  let gateway: TestGateway;
  let authority: Authority;
  beforeAll(async () => {
    authority = await anAuthority();
    gateway = await aGateway({ tls: authority });
  });
  afterAll(() => gateway.close());

  const expectClose = async (client: SocketClient, name: CloseName, before: number): Promise<void> => {
    const { code, reason } = CLOSE[name];
    expect(await client.closed).toEqual({ code, reason });
    expect(await gateway.metric('closes_total', { name })).toBe(before + 1);
  };
  const counted = (name: CloseName): Promise<number> => gateway.metric('closes_total', { name });

  describe('as the first frame', () => {
    it.each([
      ['no JSON', 'hello', 'bad_frame'],
      ['a list', '[]', 'bad_frame'],
      ['null', 'null', 'bad_frame'],
      ['nothing', '', 'bad_frame'],
      ['a frame without type', '{"accessToken":"a"}', 'bad_frame'],
      ['a type that is no text', '{"type":{"toString":1}}', 'bad_frame'],
      ['a hello without proof', '{"type":"hello","accessToken":"a"}', 'bad_frame'],
      ['a hello of numbers', '{"type":"hello","accessToken":1,"proof":2}', 'bad_frame'],
      ['an unknown type', '{"type":"login"}', 'unknown_frame'],
      ['a frame of the gateway', '{"type":"ready"}', 'unknown_frame'],
      ['a key of every object', '{"type":"__proto__"}', 'unknown_frame'],
      ['another key of every object', '{"type":"constructor"}', 'unknown_frame'],
      ['a prototype in a frame', '{"__proto__":{"type":"ping"}}', 'bad_frame'],
      ['a ping', '{"type":"ping"}', 'hello_expected'],
      ['a receipt', '{"type":"receipt","receipt":"r"}', 'hello_expected'],
      ['a renewal', '{"type":"renew","accessToken":"a","proof":"p"}', 'hello_expected'],
      ['JSON as deep as it is long', '['.repeat(16_000), 'bad_frame'],
      ['a deep frame', `{"type":"ping","x":${'['.repeat(8_000)}${']'.repeat(8_000)}}`, 'hello_expected'],
      ['one byte too many', `"${'a'.repeat(16_383)}"`, 'frame_too_large'],
      ['a megabyte', 'a'.repeat(1_048_576), 'frame_too_large'],
    ] as [string, string, CloseName][])('%s', async (_, text, name) => {
      const before = await counted(name);
      const client = await SocketClient.challenged(gateway.url);
      client.sayText(text);
      await expectClose(client, name, before);
    });

    it('bytes instead of text', async () => {
      const before = await counted('binary_frame');
      const client = await SocketClient.challenged(gateway.url);
      client.socket.send(Buffer.from('{"type":"ping"}'));
      await expectClose(client, 'binary_frame', before);
    });

    it('a frame that is too large over TLS too', async () => {
      const before = await counted('frame_too_large');
      const client = await SocketClient.challenged(gateway.tlsUrl, { ca: authority.ca });
      client.sayText('a'.repeat(20_000));
      await expectClose(client, 'frame_too_large', before);
    });

    it('text that is no UTF-8', async () => {
      const before = await counted('bad_frame');
      const client = await SocketClient.challenged(gateway.url);
      client.socket.send(Buffer.from([0xc3, 0x28]), { binary: false });
      await expectClose(client, 'bad_frame', before);
    });

    it('a frame cut into crumbs', async () => {
      const before = await counted('too_many_frames');
      const client = await SocketClient.challenged(gateway.url);
      for (let i = 0; i < 100; i++) client.socket.send('', { fin: false });
      await expectClose(client, 'too_many_frames', before);
    });

    it('octets that are no WebSocket frame', async () => {
      const before = await counted('bad_frame');
      const client = await SocketClient.challenged(gateway.url);
      (client.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(
        Buffer.alloc(64, 0xff),
      );
      await expectClose(client, 'bad_frame', before);
    });
  });

  describe('with hello', () => {
    type Attempt = (client: SocketClient, session: TestSession) => Promise<void>;
    const withProof =
      (claims: Record<string, unknown>): Attempt =>
      async (client, session) =>
        client.prove('hello', session, await gateway.issuer.token(session), { claims });
    const withToken =
      (
        claims: Record<string, unknown>,
        header: Record<string, unknown> = {},
        signedBy = gateway?.issuer.key,
      ): Attempt =>
      async (client, session) => {
        const token = await gateway.issuer.token(session, {
          claims,
          header,
          ...(signedBy === undefined ? {} : { signedBy }),
        });
        await client.prove('hello', session, token);
      };
    const seconds = (fromNow: number): number => Math.floor(Date.now() / 1000) + fromNow;

    it.each([
      ['a token that has expired', withToken({ exp: seconds(-60) }), 'token_expired'],
      ['a token of another issuer', withToken({ iss: 'https://evil.test' }), 'token_invalid'],
      ['a token for another audience', withToken({ aud: 'https://issuer.test' }), 'token_invalid'],
      ['a security event in a token’s place', withToken({}, { typ: 'secevent+jwt' }), 'token_invalid'],
      ['a token without typ', withToken({}, { typ: undefined }), 'token_invalid'],
      ['a token signed by a key of its own', withToken({}, {}, aKey()), 'token_invalid'],
      ['a token of an unknown key', withToken({}, { kid: 'k2' }), 'token_invalid'],
      ['a token by no algorithm', withToken({}, { alg: 'none' }), 'token_invalid'],
      ['a token by a shared secret', withToken({}, { alg: 'HS256' }), 'token_invalid'],
      ['a token of a future kind', withToken({}, { crit: ['x'], x: 1 }), 'token_invalid'],
      ['a token without a session', withToken({ sid: undefined }), 'token_invalid'],
      ['a token with half a seq', withToken({ seq: 1.5 }), 'token_invalid'],
      ['a token that never expires', withToken({ exp: undefined }), 'token_invalid'],
      ['a token bound to no key', withToken({ cnf: undefined }), 'token_invalid'],
      ['a token bound to another key', withToken({ cnf: { jkt: aKey().jkt } }), 'proof_wrong_key'],
      ['a proof for another connection', withProof({ nonce: 'A'.repeat(22) }), 'proof_wrong_nonce'],
      ['a proof for another address', withProof({ htu: 'wss://localhost/devices' }), 'proof_wrong_htu'],
      ['a proof for another token', withProof({ ath: 'x' }), 'proof_invalid'],
      ['a proof for renewing', withProof({ use: 'renew' }), 'proof_invalid'],
      ['a proof for whatever', withProof({ use: 'toString' }), 'proof_invalid'],
      ['a proof without jti', withProof({ jti: undefined }), 'proof_invalid'],
      [
        'another key’s proof',
        async (client, session) =>
          client.prove('hello', session, await gateway.issuer.token(session), { key: aKey() }),
        'proof_wrong_key',
      ],
      [
        'a proof with the right key in it, signed by another',
        async (client, session) =>
          client.prove('hello', session, await gateway.issuer.token(session), {
            key: { ...session.key, sign: aKey().sign },
          }),
        'proof_invalid',
      ],
      [
        'the token as its own proof',
        async (client, session) => {
          const accessToken = await gateway.issuer.token(session);
          client.say({ type: 'hello', accessToken, proof: accessToken });
        },
        'proof_invalid',
      ],
      [
        'garbage',
        async (client) => client.say({ type: 'hello', accessToken: 'a.b.c', proof: 'd.e.f' }),
        'proof_invalid',
      ],
    ] as [string, Attempt, CloseName][])('%s', async (_, attempt, name) => {
      const before = await counted(name);
      const client = await SocketClient.challenged(gateway.url);
      await attempt(client, aSession());
      await expectClose(client, name, before);
      expect(client.hasHeard('ready')).toBe(false);
    });

    it('a proof that was heard on another connection', async () => {
      const session = aSession();
      const victim = await SocketClient.challenged(gateway.url);
      const sent: string[] = [];
      const { socket } = victim;
      const send = socket.send.bind(socket);
      socket.send = ((text: string) => {
        sent.push(text);
        send(text);
      }) as typeof socket.send;
      await victim.hello(session, gateway.issuer);
      await victim.hears('ready');
      const thief = await SocketClient.challenged(gateway.url);
      thief.sayText(sent[0]!);
      expect(await thief.closed).toMatchObject({ code: CLOSE.proof_wrong_nonce.code });
      expect(await victim.ping()).toBe('pong');
    });

    it('a proof made for the plain listener, on the TLS one', async () => {
      const session = aSession();
      const client = await SocketClient.challenged(gateway.tlsUrl, { ca: authority.ca });
      await client.prove('hello', session, await gateway.issuer.token(session), {
        claims: { htu: gateway.url },
      });
      expect(await client.closed).toMatchObject({ code: CLOSE.proof_wrong_htu.code });
    });

    it('a good one over TLS is admitted', async () => {
      const client = await SocketClient.challenged(gateway.tlsUrl, { ca: authority.ca });
      await client.hello(aSession(), gateway.issuer);
      await client.hears('ready');
    });
  });

  describe('once ready', () => {
    it.each([
      ['a second hello', '{"type":"hello","accessToken":"a","proof":"p"}', 'second_hello'],
      ['an unknown frame', '{"type":"seek"}', 'unknown_frame'],
      ['no JSON', '{', 'bad_frame'],
      ['a renewal of garbage', '{"type":"renew","accessToken":"a","proof":"p"}', 'proof_invalid'],
    ] as [string, string, CloseName][])('%s', async (_, text, name) => {
      const before = await counted(name);
      const client = await gateway.ready();
      client.sayText(text);
      await expectClose(client, name, before);
    });

    it('a second hello before the first is answered', async () => {
      const { arrived, release } = gateway.thread.hold();
      const client = await SocketClient.challenged(gateway.url);
      const session = aSession();
      await client.hello(session, gateway.issuer);
      await arrived;
      await client.hello(session, gateway.issuer);
      expect(await client.closed).toMatchObject({ code: CLOSE.second_hello.code });
      release();
      expect(client.hasHeard('ready')).toBe(false);
    });

    it.each(['sid', 'key'] as const)('a renewal with another %s', async (fact) => {
      const before = await counted('renew_mismatch');
      const client = await gateway.ready();
      const other = aSession({ ...client.session, [fact]: aSession()[fact] });
      await client.prove('renew', other, await gateway.issuer.token(other));
      await expectClose(client, 'renew_mismatch', before);
    });

    it('more pings than any device has to say', async () => {
      const before = await counted('too_many_frames');
      const client = await gateway.ready();
      for (let i = 0; i < 500; i++) client.say({ type: 'ping' });
      await expectClose(client, 'too_many_frames', before);
    });
  });

  describe('in the handshake', () => {
    const refused = async (client: SocketClient): Promise<[number, unknown]> => {
      const { status, body } = await client.refused;
      return [status, (JSON.parse(body) as { code: string }).code];
    };
    it('another host: 421', async () => {
      const client = SocketClient.dial(gateway.url, { headers: { host: 'evil.test' } });
      expect(await refused(client)).toEqual([421, 'host_not_served']);
    });
    it('the plain listener’s host on the TLS one: 421', async () => {
      const client = SocketClient.dial(gateway.tlsUrl, {
        ca: authority.ca,
        headers: { host: new URL(gateway.url).host },
      });
      expect(await refused(client)).toEqual([421, 'host_not_served']);
    });
    it.each(['/', '/devices/', '/devices?x=1', '/Devices'])('the path %s: 404', async (path) => {
      const url = new URL(path, gateway.url.replace('ws:', 'http:')).href.replace('http:', 'ws:');
      expect(await refused(SocketClient.dial(url))).toEqual([404, 'route_not_found']);
    });
    it.each(['', 'signoff.v2'])('the subprotocol "%s": 400', async (subprotocol) => {
      expect(await refused(SocketClient.dial(gateway.url, { subprotocol }))).toEqual([
        400,
        'malformed_request',
      ]);
    });
    it('a page of whatever origin: 403', async () => {
      for (const origin of ['https://evil.test', 'http://localhost:7080', 'null']) {
        expect(await refused(SocketClient.dial(gateway.url, { origin }))).toEqual([
          403,
          'origin_not_allowed',
        ]);
      }
      expect(await gateway.metric('refused_handshakes_total', { status: '403' })).toBe(3);
    });
    it('a page of an origin that a setting names is let in', async () => {
      const open = await aGateway({ env: { SIGNOFF_ALLOWED_ORIGINS: 'https://tv.example' } });
      await SocketClient.challenged(open.url, { origin: 'https://tv.example' });
      expect(await refused(SocketClient.dial(open.url, { origin: 'https://tv.example.evil.test' }))).toEqual([
        403,
        'origin_not_allowed',
      ]);
      await open.close();
    });
    it('plain HTTP: 404 as problem details; health only on the internal listener', async () => {
      const get = (path: string, port: number): Promise<number> =>
        new Promise((resolve, reject) => {
          request({ host: 'localhost', port, path }, (response) => {
            response.resume();
            resolve(response.statusCode ?? 0);
          })
            .on('error', reject)
            .end();
        });
      expect(await get('/devices', gateway.port)).toBe(404);
      expect(await get('/metrics', gateway.port)).toBe(404);
      expect(await get('/health/ready', gateway.port)).toBe(404);
      expect(await get('/health/ready', gateway.ports.internal!)).toBe(200);
      expect(await get('/metrics', gateway.ports.internal!)).toBe(200);
    });
    it('a handshake that is cut off in the middle leaves nothing behind', async () => {
      const socket = connectTcp(gateway.port, '127.0.0.1');
      socket.resume();
      socket.end('GET /devices HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConn');
      await new Promise((resolve) => socket.once('close', resolve));
    });
  });

  it('no garbage, before or after hello, ends the process or keeps a connection', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(fc.oneof(fc.string(), fc.json(), fc.uint8Array()), { minLength: 1, maxLength: 5 }),
        async (isReady, frames) => {
          const client = isReady ? await gateway.ready() : await SocketClient.challenged(gateway.url);
          for (const frame of frames) client.socket.send(frame);
          const { code } = await client.closed;
          expect(Object.values(CLOSE).map((entry): number => entry.code)).toContain(code);
        },
      ),
      { numRuns: 150 },
    );
    expect(await (await gateway.ready()).ping()).toBe('pong');
  });

  it('cuts off a device that reads too slowly', async () => {
    const slow = await aGateway({ env: { SIGNOFF_GATEWAY_MAX_BUFFERED_BYTES: '1024' } });
    const client = await slow.ready();
    const [connection] = slow.gateway.hub.registered();
    client.socket.pause();
    const frame = Buffer.alloc(64 * 1024, 0x20);
    await until('the gateway gave up', () => {
      connection!.write(frame);
      return connection!.stage === 'ended';
    });
    expect(await slow.metric('closes_total', { name: 'slow_consumer' })).toBe(1);
    expect(slow.gateway.hub.size.registered).toBe(0);
    client.socket.terminate();
    await slow.close();
  });

  it('sends away who comes when it holds as many as it may', async () => {
    const full = await aGateway({ env: { SIGNOFF_GATEWAY_MAX_CONNECTIONS: '2' } });
    const held = [await full.ready(), await full.ready()];
    const third = SocketClient.dial(full.url);
    expect(await third.hears('going-away')).toEqual({ type: 'going-away', reconnectWithinS: 1 });
    expect(await third.closed).toMatchObject({ code: 1013 });
    held[0]!.socket.close();
    await held[0]!.closed;
    await until('there is room', async () => {
      const client = SocketClient.dial(full.url);
      return Promise.race([client.closed.then(() => false), client.hears('challenge').then(() => true)]);
    });
    await full.close();
  });

  it('keeps nothing of all these connections', async () => {
    const ended = await aGateway();
    const clients = await Promise.all(Array.from({ length: 50 }, () => ended.ready()));
    expect(ended.gateway.hub.size).toEqual({ greeting: 0, registered: 50 });
    for (const client of clients) client.socket.terminate();
    await until('they are forgotten', () => ended.gateway.hub.size.registered === 0);
    expect([...ended.gateway.hub.registered()]).toEqual([]);
    expect(ended.gateway.hub.ofAccount(clients[0]!.session.sub)).toEqual([]);
    await ended.close();
  });
});
