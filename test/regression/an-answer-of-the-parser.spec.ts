/**
 * The mechanism: what Node's HTTP parser cannot read never becomes a request, so no filter of ours saw it, and Node
 * answered by itself: a bare status line without a body, without `Cache-Control`, of no registered code. A path long
 * enough that the DPoP proof naming it fills the headers was answered so (playback-http-fuzz, seed 1648159988); a
 * request without Host and one with another expectation than 100-continue likewise.
 */
import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import fc from 'fast-check';
import { anAuthority } from '#libs/device-client/testing';
import { ERRORS, type ErrorCode } from '#libs/errors';
import { openListeners, type ListenerName, type Listeners } from '#libs/service-runtime';
import { anyRequestTo, sent, unregistered, type AnyRequest } from '../integration/access/any-request.js';
import { PLAYBACK_API } from '../integration/access/playback-rules.js';

const SEED = 1_648_159_988;
const MEMBERS = ['profile', 'profileId', 'titleId', 'positionS', 'id', 'name', 'limit', 'after', '__proto__'];

/** As long as a proof is whose `htu` is the path: base64url of its claims, and signature and key beside them. */
const proofOf = ({ path }: AnyRequest): string => 'x'.repeat(Math.ceil((path.length * 4) / 3) + 600);

describe.each<[ListenerName, boolean]>([
  ['tls', false],
  ['plain', false],
  ['internal', false],
  ['tls', true],
  ['plain', true],
])('what the HTTP parser of the %s listener refuses (with handshakes: %s)', (name, withUpgrades) => {
  let listeners: Listeners;
  let ca: string;
  beforeAll(async () => {
    const authority = await anAuthority();
    ca = authority.ca;
    listeners = await openListeners((_, response) => response.end('served'), {
      tls: { port: 0, host: '127.0.0.1', key: authority.key, cert: authority.cert },
      plain: { port: 0 },
      internal: { port: 0 },
      ...(withUpgrades ? { onUpgrade: (_request, socket) => void socket.destroy() } : {}),
    });
  });
  afterAll(() => listeners.close(0));

  const dialled = (): Socket => {
    const port = listeners.ports[name]!;
    return name === 'tls'
      ? connectTls({ port, host: '127.0.0.1', servername: 'localhost', ca })
      : connectPlain(port, '127.0.0.1');
  };
  /** Everything that comes back until the server closes. */
  const said = async (text: string): Promise<{ head: string; body: string }> => {
    const socket = dialled();
    let all = '';
    socket.on('data', (piece) => (all += String(piece)));
    socket.write(text);
    await once(socket, 'end');
    socket.destroy();
    const [head = '', body = ''] = all.split('\r\n\r\n');
    return { head, body };
  };

  it.each<[string, string, ErrorCode]>([
    [
      'headers that are too many bytes',
      `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`,
      'headers_too_large',
    ],
    [
      'a path that is too long',
      `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      'headers_too_large',
    ],
    ['no HTTP at all', 'SECRET\r\n\r\n', 'malformed_request'],
    ['a header of no name', 'GET / HTTP/1.1\r\n: SECRET\r\n\r\n', 'malformed_request'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      'malformed_request',
    ],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 'malformed_request'],
  ])('%s: a problem of the registry', async (_, text, code) => {
    const { head, body } = await said(text);
    const { http } = ERRORS[code];
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${http} `));
    expect(head).toMatch(/^Content-Type: application\/problem\+json\r?$/im);
    expect(head).toMatch(/^Cache-Control: no-store\r?$/im);
    expect(head).toMatch(/^Connection: close\r?$/im);
    expect(head).toMatch(new RegExp(`^Content-Length: ${Buffer.byteLength(body)}\r?$`, 'im'));
    expect(JSON.parse(body)).toMatchObject({ code, status: http, device: 'retry' });
    expect(body).not.toContain('SECRET');
  });

  it('an expectation nobody knows is no reason to refuse', async () => {
    const { head, body } = await said(
      'GET / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nConnection: close\r\n\r\n',
    );
    expect([head.split('\r\n')[0], body]).toEqual(['HTTP/1.1 200 OK', 'served']);
  });
});

it('the requests of the seed that showed it are answered by the registry', async () => {
  const listeners = await openListeners((_, response) => response.end(), { plain: { port: 0 } });
  const requests = fc
    .sample(anyRequestTo(Object.keys(PLAYBACK_API), MEMBERS), { numRuns: 1_500, seed: SEED })
    .map((request) => ({ ...request, headers: { ...request.headers, dpop: proofOf(request) } }))
    .filter(({ path, headers }) => path.length + headers.dpop.length > 16_000);
  expect(requests.length).toBeGreaterThan(0);
  const url = `http://127.0.0.1:${listeners.ports.plain}`;
  try {
    for (const request of requests) {
      const answer = await sent(url, request);
      expect([request.method, answer.status]).toEqual([request.method, 431]);
      expect(unregistered(request, answer)).toBeNull();
    }
  } finally {
    await listeners.close(0);
  }
});
