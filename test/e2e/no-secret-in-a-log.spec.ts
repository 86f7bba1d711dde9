import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Http } from '#libs/device-client';
import { WirePlayer } from '#libs/resource-server/testing';
import { WirePerson } from '../support/account-api/wire-person.js';
import { until } from '../support/account-api/until.js';
import { aPlayback, type Playback } from '../support/playback-api/a-playback.js';
import { aStack, type Stack } from '../support/stack/a-stack.js';
import { StackDevice } from '../support/stack/stack-device.js';

const LOGS = 'no-secret-in-a-log';
const PLAYBACK_LOGS = 'no-secret-in-a-log-playback';
const DEBUG = { SIGNOFF_LOG_LEVEL: 'debug' };
/** A JWS in compact form: token, proof, receipt or event. */
const JWS = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{16,}/;

/** All processes at their most talkative, through what goes well and what does not. */
describe('a whole run’s logs', () => {
  let stack: Stack;
  let playback: Playback;
  /** What must not be found, by what it is. */
  const secrets = new Map<string, string>();
  let count = 0;
  const isSecret = (what: string, value: unknown): void => {
    if (typeof value === 'string' && value !== '') secrets.set(`${what} ${++count}`, value);
  };
  let tv: StackDevice;
  let player: WirePlayer;

  beforeAll(async () => {
    stack = await aStack({ name: LOGS, env: DEBUG });
    playback = await aPlayback(stack, { name: PLAYBACK_LOGS, env: DEBUG });
    await keysOf(stack.keys.folder);
  });
  afterAll(async () => {
    player?.close();
    tv?.close();
    await playback?.close();
    await stack?.close();
  });

  const keysOf = async (folder: string): Promise<void> => {
    const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
    const { keys } = JSON.parse(await text('issuer.jwks.json')) as { keys: { d: string }[] };
    for (const { d } of keys) isSecret('private key', d);
    isSecret('nonce secret', (await text('nonce-secret')).trim());
    for (const line of (await text('cookie-keys')).trim().split('\n')) isSecret('cookie key', line);
    for (const line of (await text('tls.key')).split('\n').slice(1, -2)) isSecret('TLS key', line);
  };
  /** Everything that goes over the wire and is worth something. */
  const overheard =
    (http: Http): Http =>
    async (request) => {
      isSecret('proof', request.headers?.['DPoP'] ?? request.headers?.['dpop']);
      const response = await http(request);
      const body = response.body.startsWith('{')
        ? (JSON.parse(response.body) as Record<string, unknown>)
        : {};
      for (const name of ['access_token', 'refresh_token', 'device_code']) isSecret(name, body[name]);
      return response;
    };
  const readLogs = async (): Promise<string> => {
    const files = await Promise.all(
      [LOGS, PLAYBACK_LOGS].map(async (name) => {
        const folder = join('.signoff', 'test-logs', name);
        return (await readdir(folder)).map((file) => join(folder, file));
      }),
    );
    expect(files.flat()).toHaveLength(3);
    return (await Promise.all(files.flat().map((file) => readFile(file, 'utf8')))).join('\n');
  };

  it('hold no cookie, password, token, code, proof or key that was used in it, and no signed text at all', async () => {
    const person = new WirePerson(stack.accountUrl);
    await person.signUp();
    isSecret('cookie', person.cookie.split('=')[1]);
    isSecret('password', person.password);
    tv = await StackDevice.make(stack, { http: overheard });
    await tv.on();
    await person.approve((await tv.code()).userCode);
    await tv.hears('online');

    player = new WirePlayer(playback.url, { accessToken: tv.accessToken, key: tv.key });
    const { status } = await player.ask('GET', '/profiles');
    expect(status).toBe(200);
    isSecret('proof', await player.proof('GET', '/profiles'));

    await goWrong(person);
    const { body } = await person.ask('POST', `/api/sessions/${tv.sid}/revocation`);
    await tv.hears('receipt-stored');
    await until('confirmed', async () => {
      const seen = await person.ask('GET', `/api/revocations/${body['id'] as string}`);
      return JSON.stringify(seen.body).includes('"state":"confirmed"');
    });
    expect((await player.ask('GET', '/profiles')).status).toBe(401);

    const log = await until('the run is in the log', async () => {
      const text = await readLogs();
      return text.includes('"msg":"confirmed"') && text.includes('"level":"debug"') && text;
    });
    const kinds = [...secrets.keys()].map((name) => name.replace(/ \d+$/, ''));
    for (const kind of [
      'cookie',
      'password',
      'access_token',
      'refresh_token',
      'device_code',
      'proof',
      'private key',
    ])
      expect(kinds).toContain(kind);
    expect([...secrets].filter(([, secret]) => log.includes(secret)).map(([what]) => what)).toEqual([]);
    expect(JWS.exec(log)).toBeNull();
  });

  /** What is refused is logged at debug, with its cause: the likeliest place to quote what was sent. */
  const goWrong = async (person: WirePerson): Promise<void> => {
    const wrong = randomBytes(12).toString('hex');
    isSecret('wrong password', wrong);
    const { email } = person;
    await person.ask('POST', '/api/browser-session', { email, password: wrong });
    await person.ask('POST', '/api/browser-session/password', { password: wrong });
    await person.ask('POST', '/api/account/password', { current: wrong, new: `${wrong}!`, endOthers: false });
    await person.ask('POST', '/api/accounts', { email, password: wrong, displayName: 'Ann' });
    for (const broken of [`{"password":${wrong}}`, `${wrong}`, `{"email":"a","password":"${wrong}"`]) {
      const { status } = await fetch(`${stack.accountUrl}/api/browser-session`, {
        method: 'POST',
        headers: { origin: stack.accountUrl, 'content-type': 'application/json' },
        body: broken,
      });
      expect(status).toBe(400);
    }
    const cookie = randomBytes(32).toString('base64url');
    isSecret('unknown cookie', cookie);
    expect((await person.ask('GET', '/api/me', undefined, { cookie: `signoff=${cookie}` })).status).toBe(401);

    const { accessToken, refreshToken } = tv;
    for (const [path, form] of [
      ['/token', { client_id: 'tv', grant_type: 'refresh_token', refresh_token: refreshToken }],
      [
        '/token',
        { client_id: 'tv', grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: wrong },
      ],
      ['/revoke', { token: refreshToken }],
      ['/introspect', { token: accessToken }],
    ] as const) {
      const proof = await player.proof('POST', path);
      const response = await fetch(stack.accountUrl + path, {
        method: 'POST',
        headers: { dpop: proof, cookie: person.cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
      });
      expect(response.status).toBeGreaterThanOrEqual(400);
    }
    const receipt = await player.proof('POST', '/receipts');
    await fetch(`${stack.accountUrl}/receipts`, {
      method: 'POST',
      headers: { 'content-type': 'application/signoff-receipt+jwt' },
      body: receipt,
    });
    for (const headers of [
      { authorization: `Bearer ${accessToken}` },
      { authorization: `DPoP ${accessToken}x` },
      { dpop: `${receipt}x` },
    ])
      expect((await player.once('GET', '/profiles', { headers })).status).toBe(401);
    const malformed = await player.ask('POST', '/streams', {
      headers: { 'content-type': 'application/json' },
    });
    expect(malformed.status).toBe(400);
  };
});
