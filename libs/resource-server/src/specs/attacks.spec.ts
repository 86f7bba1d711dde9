import { createHmac, generateKeyPair, randomBytes, sign as signWith } from 'node:crypto';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { encodeJws, SECURITY_EVENT_TYPE, type Sign } from '#libs/security-event';
import { DpopNonces } from '../dpop/dpop-nonces.js';
import {
  aFreePort,
  aGuard,
  aKey,
  aSession,
  SERVICES,
  WirePlayer,
  type TestGuard,
  type TestService,
} from '../testing/index.js';
import type { TokenOverrides } from '../testing/an-issuer.js';
import type { AskOptions, ProofOverrides } from '../testing/wire-player.js';

const hs256: Sign = (input) => createHmac('sha256', 'guessed').update(input).digest();
const rs256: Sign = async (input) =>
  signWith('sha256', input, (await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })).privateKey);
const nothing: Sign = () => new Uint8Array(0);

describe('a guard under attack', () => {
  let world: TestGuard;
  let service: TestService;
  let url: string;
  const players: WirePlayer[] = [];

  beforeAll(async () => {
    const port = await aFreePort();
    url = `http://localhost:${port}`;
    world = aGuard({ origins: [url], proofs: { maxProofsAKey: 20 }, maxTokens: 5 });
    service = await SERVICES['node:http']!(world.guard, port, () => undefined);
  });
  afterEach(() => {
    world.clock.aheadMs = 0;
    world.issuer.away = false;
  });
  afterAll(async () => {
    for (const player of players) player.close();
    await service.close();
  });

  const holding = (accessToken: string, key = aKey()): WirePlayer => {
    const player = new WirePlayer(url, { accessToken, key });
    player.nonce = world.nonces.next();
    players.push(player);
    return player;
  };
  const aPlayer = async (overrides: TokenOverrides = {}, session = aSession()) =>
    Object.assign(holding(await world.issuer.token(session, overrides), session.key), { session });
  const refusalOf = async (player: WirePlayer, options: AskOptions = {}) => {
    const { status, json, headers } = await player.once('GET', '/whoami', options);
    expect(headers['dpop-nonce']).toMatch(/^[\w-]{43}$/);
    return [status, json['code']];
  };

  const iss = 'https://issuer.test';
  const stranger = aKey();
  it.each<[string, TokenOverrides, string]>([
    ['of another audience', { claims: { aud: 'https://elsewhere.test' } }, 'token_invalid'],
    ['of another issuer', { claims: { iss: 'https://elsewhere.test' } }, 'token_invalid'],
    ['without an audience', { claims: { aud: undefined } }, 'token_invalid'],
    ['signed by a stranger', { signedBy: stranger }, 'token_invalid'],
    ['signed by a key the issuer does not have', { header: { kid: 'k2' } }, 'token_invalid'],
    ['without a kid', { header: { kid: undefined } }, 'token_invalid'],
    ['without its typ', { header: { typ: 'JWT' } }, 'token_invalid'],
    ['with no typ at all', { header: { typ: undefined } }, 'token_invalid'],
    ['that is in truth a security event', { header: { typ: SECURITY_EVENT_TYPE } }, 'token_invalid'],
    ['with alg none', { header: { alg: 'none' }, signedBy: { ...stranger, sign: nothing } }, 'token_invalid'],
    ['with alg HS256', { header: { alg: 'HS256' }, signedBy: { ...stranger, sign: hs256 } }, 'token_invalid'],
    ['with alg RS256', { header: { alg: 'RS256' }, signedBy: { ...stranger, sign: rs256 } }, 'token_invalid'],
    ['with a crit nobody knows', { header: { crit: ['x'] } }, 'token_invalid'],
    ['bound to no key', { claims: { cnf: undefined } }, 'token_invalid'],
    ['without a sid', { claims: { sid: undefined } }, 'token_invalid'],
    ['without an exp', { claims: { exp: undefined } }, 'token_invalid'],
    ['bound to another key', { claims: { cnf: { jkt: stranger.jkt } } }, 'proof_wrong_key'],
    ['that has expired', { claims: { exp: Math.floor(Date.now() / 1000) - 60 } }, 'token_expired'],
  ])('does not take a token %s', async (_, overrides, code) => {
    expect(await refusalOf(await aPlayer(overrides))).toEqual([401, code]);
  });

  it('takes one of several audiences, and a typ in other letters', async () => {
    const player = await aPlayer({
      claims: { aud: ['https://x.test', `${iss}/devices`] },
      header: { typ: 'AT+JWT' },
    });
    expect((await player.once('GET', '/whoami')).status).toBe(200);
  });

  it('does not take a token again that has expired since by the source’s time, whatever this machine believes', async () => {
    const player = await aPlayer();
    expect((await player.once('GET', '/whoami')).status).toBe(200);
    world.clock.aheadMs = 306_000;
    player.nonce = world.nonces.next();
    expect(await refusalOf(player)).toEqual([401, 'token_expired']);
  });

  it('does not take a token that was changed after it was signed', async () => {
    const { session } = await aPlayer();
    const [header, payload, signature] = (await world.issuer.token(session)).split('.') as [
      string,
      string,
      string,
    ];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const other = Buffer.from(JSON.stringify({ ...claims, sub: 'bob' })).toString('base64url');
    expect(await refusalOf(holding(`${header}.${other}.${signature}`, session.key))).toEqual([
      401,
      'token_invalid',
    ]);
  });

  const foreignNonce = new DpopNonces(randomBytes(32)).next();
  it.each<[string, ProofOverrides, string]>([
    ['no nonce', { claims: { nonce: undefined } }, 'proof_nonce_needed'],
    ['a nonce of another secret', { claims: { nonce: foreignNonce } }, 'proof_nonce_needed'],
    ['a nonce that is no text', { claims: { nonce: 7 } }, 'proof_nonce_needed'],
    ['another method', { claims: { htm: 'POST' } }, 'proof_invalid'],
    ['another path', { claims: { htu: 'http://localhost/whoami/more' } }, 'proof_invalid'],
    ['another host', { claims: { htu: 'https://elsewhere.test/whoami' } }, 'proof_invalid'],
    ['another scheme', { claims: { htu: undefined } }, 'proof_invalid'],
    ['another token', { claims: { ath: 'a'.repeat(43) } }, 'proof_invalid'],
    ['no token', { claims: { ath: undefined } }, 'proof_invalid'],
    ['no jti', { claims: { jti: undefined } }, 'proof_invalid'],
    ['a jti as long as a book', { claims: { jti: 'x'.repeat(300) } }, 'proof_invalid'],
    ['no iat', { claims: { iat: undefined } }, 'proof_invalid'],
    ['another typ', { header: { typ: 'JWT' } }, 'proof_invalid'],
    ['alg none', { header: { alg: 'none' } }, 'proof_invalid'],
    ['alg HS256', { header: { alg: 'HS256' } }, 'proof_invalid'],
    ['no key', { header: { jwk: undefined } }, 'proof_invalid'],
    [
      'a private key in it',
      { header: { jwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd' } } },
      'proof_invalid',
    ],
    ['another key', { key: aKey() }, 'proof_wrong_key'],
  ])('does not take a proof with %s', async (_, proof, code) => {
    expect(await refusalOf(await aPlayer(), { proof })).toEqual([401, code]);
  });

  it('does not take a proof that names the right key and is signed by another', async () => {
    const player = await aPlayer();
    const proof = { header: { jwk: player.session.key.jwk }, key: aKey() };
    expect(await refusalOf(player, { proof })).toEqual([401, 'proof_invalid']);
    // Nor once it knows that key.
    expect((await player.once('GET', '/whoami')).status).toBe(200);
    expect(await refusalOf(player, { proof })).toEqual([401, 'proof_invalid']);
  });

  it('does not take a key whose coordinates are on no curve, thumbprint or not', async () => {
    const jwk = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) };
    const { thumbprintOf } = await import('#libs/service-runtime');
    const key = { ...aKey(), jwk, jkt: thumbprintOf(jwk) };
    const player = await aPlayer({}, aSession({ key }));
    expect(await refusalOf(player)).toEqual([401, 'proof_invalid']);
  });

  it('takes an address in another spelling that means the same', async () => {
    const player = await aPlayer();
    const htu = `${url.replace('localhost', 'LOCALHOST')}/x/../whoami?q#f`;
    expect((await player.once('GET', '/whoami', { proof: { claims: { htu } } })).status).toBe(200);
  });

  it('takes a proof once, and of two at the same time one, a token it does not know yet included', async () => {
    const player = await aPlayer();
    const dpop = await player.proof('GET', '/whoami');
    const ask = () => player.once('GET', '/whoami', { headers: { dpop } });
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    expect(answers.find(({ status }) => status === 401)?.json['code']).toBe('proof_reused');
    expect((await ask()).json['code']).toBe('proof_reused');
  });

  it('remembers a used proof for as long as its nonce is good', async () => {
    const player = await aPlayer();
    const dpop = await player.proof('GET', '/whoami');
    await player.once('GET', '/whoami', { headers: { dpop } });
    world.clock.aheadMs = 170_000;
    expect(await refusalOf(player, { headers: { dpop } })).toEqual([401, 'proof_reused']);
    world.clock.aheadMs = 300_000;
    expect(await refusalOf(player, { headers: { dpop } })).toEqual([401, 'proof_nonce_needed']);
  });

  it('does not let a stranger use a proof up before its owner', async () => {
    const player = await aPlayer();
    const dpop = await player.proof('GET', '/whoami');
    const [header, payload] = dpop.split('.') as [string, string];
    const forged = `${header}.${payload}.${'A'.repeat(86)}`;
    expect(await refusalOf(player, { headers: { dpop: forged } })).toEqual([401, 'proof_invalid']);
    expect((await player.once('GET', '/whoami', { headers: { dpop } })).status).toBe(200);
  });

  it('lets no device use up the room for proofs of the others', async () => {
    const [greedy, other] = [await aPlayer(), await aPlayer()];
    const statuses: number[] = [];
    for (let i = 0; i < 22; i++) statuses.push((await greedy.once('GET', '/whoami')).status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
    expect((await other.once('GET', '/whoami')).status).toBe(200);
  });

  it.each<[string, NonNullable<AskOptions['headers']>, string]>([
    ['no token', { authorization: undefined }, 'token_missing'],
    ['a Bearer token', { authorization: 'Bearer x' }, 'token_missing'],
    ['a scheme and no token', { authorization: 'DPoP ' }, 'token_missing'],
    ['a token of nine thousand characters', { authorization: `DPoP ${'x'.repeat(9_000)}` }, 'token_invalid'],
    ['a token that is none', { authorization: 'DPoP x.y.z' }, 'proof_invalid'],
    ['no proof', { dpop: undefined }, 'proof_invalid'],
    ['a proof of five thousand characters', { dpop: 'x'.repeat(5_000) }, 'proof_invalid'],
    ['two proofs', { dpop: ['x.y.z', 'x.y.z'] }, 'proof_invalid'],
  ])('does not let in who brings %s', async (_, headers, code) => {
    expect(await refusalOf(await aPlayer(), { headers })).toEqual([401, code]);
  });

  it('reads no headers larger than a request needs', async () => {
    const player = await aPlayer();
    const { status } = await player.once('GET', '/whoami', {
      headers: { authorization: `DPoP ${'x'.repeat(20_000)}` },
    });
    expect(status).toBe(431);
    expect((await player.once('GET', '/whoami')).status).toBe(200);
  });

  it('answers for its own origins alone, in no absolute form', async () => {
    const player = await aPlayer();
    const elsewhere = await player.once('GET', '/whoami', { headers: { host: 'elsewhere.test' } });
    expect([elsewhere.status, elsewhere.json['code']]).toEqual([421, 'host_not_served']);
    const { hostname, port, host } = new URL(url);
    const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
    socket.end(`GET http://elsewhere.test/whoami HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text).toContain('host_not_served');
  });

  it('says nothing about a token when the issuer’s keys are out of reach, and knows the ones it has seen', async () => {
    const [seen, unseen] = [await aPlayer(), await aPlayer()];
    expect((await seen.once('GET', '/whoami')).status).toBe(200);
    world.issuer.away = true;
    expect(await refusalOf(unseen)).toEqual([503, 'not_fresh']);
    expect((await seen.once('GET', '/whoami')).status).toBe(200);
  });

  it('knows no more tokens than it was told to', async () => {
    for (let i = 0; i < 8; i++) expect((await (await aPlayer()).once('GET', '/whoami')).status).toBe(200);
    expect(world.tokens.size).toBe(5);
  });

  it('never quotes a token, a proof or a key', async () => {
    const player = await aPlayer({ claims: { aud: 'x' } });
    const dpop = await player.proof('GET', '/whoami');
    const { body, headers } = await player.once('GET', '/whoami', { headers: { dpop } });
    const said = `${body.toString()} ${headers['www-authenticate'] as string}`;
    for (const part of dpop.split('.')) expect(said).not.toContain(part);
  });

  it('reads a proof of any header, even one made by our own signer of other things', async () => {
    const player = await aPlayer();
    const { key } = player.session;
    const dpop = await encodeJws({ alg: 'ES256', typ: 'signoff-proof+jwt', jwk: key.jwk }, '{}', key.sign);
    expect(await refusalOf(player, { headers: { dpop } })).toEqual([401, 'proof_invalid']);
  });
});
