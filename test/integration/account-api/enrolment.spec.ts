// Long on purpose: the handshake step by step, in the order a device meets it.
import { jest } from '@jest/globals';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import * as openid from 'openid-client';
import { verifySecurityEvent } from '#libs/security-event';
import { nodeVerifier } from '#libs/service-runtime';
import { LinkedWorld } from '../../support/account-api/linked-world.js';

jest.setTimeout(60_000);

const FIFTY_YEARS_S = 50 * 365 * 86_400;

describe('linking a device', () => {
  let world: LinkedWorld;
  let installation: LinkedWorld['installation'];
  let api: LinkedWorld['api'];
  let fetchTls: LinkedWorld['fetchTls'];

  beforeAll(async () => {
    world = await LinkedWorld.open({ config: { userCodeAttempts: 1_000 } });
    ({ installation, api, fetchTls } = world);
  });
  afterAll(() => world?.close());

  const aPerson = (address?: string) => world.aPerson(address);
  const aTv: LinkedWorld['aTv'] = (key, offByS) => world.aTv(key, offByS);
  const aLinkedTv: LinkedWorld['aLinkedTv'] = (person, tv) => world.aLinkedTv(person, tv);
  const believed = async (set: unknown) => {
    const key = installation.keys.jwks.keys[0]!;
    return (await verifySecurityEvent(set as string, api.issuer, () => nodeVerifier(key))).event;
  };

  it('works end to end with openid-client over TLS, clock 50 years slow, and ends by the device’s own word', async () => {
    const person = await aPerson();
    const pair = await openid.randomDPoPKeyPair('ES256');
    const clock = { [openid.clockSkew]: -FIFTY_YEARS_S };
    const config = await openid.discovery(new URL(api.issuer), 'tv', clock, openid.None(), {
      [openid.customFetch]: fetchTls as never,
    });
    const server = config.serverMetadata();
    const DPoP = openid.getDPoPHandle(config, pair);
    // openid-client leaves the proof at device authorization to its caller.
    config[openid.customFetch] = (async (url: string, options: RequestInit) => {
      if (url !== server.device_authorization_endpoint) return fetchTls(url, options);
      const send = async (): Promise<Response> => {
        const headers = new Headers(options.headers);
        await (DPoP as never as { addProof: (...args: unknown[]) => Promise<void> }).addProof(
          new URL(url),
          headers,
          'POST',
        );
        const response = await fetchTls(url, { ...options, headers });
        (DPoP as never as { cacheNonce: (...args: unknown[]) => void }).cacheNonce(response, new URL(url));
        return response;
      };
      const first = await send();
      return first.status === 400 ? send() : first;
    }) as never;
    const code = await openid.initiateDeviceAuthorization(config, {
      device_kind: 'tv',
      device_model: 'Model One',
      device_name: 'Living room',
      app_version: '4.2.1',
    });
    expect(code).toMatchObject({ interval: 1, verification_uri: `${api.url}/activate` });
    expect(code.user_code).toMatch(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
    expect((await person.approve(code.user_code)).status).toBe(200);
    const tokens = await openid.pollDeviceAuthorizationGrant(config, code, undefined, { DPoP });

    const jwks = (await (await fetchTls(server.jwks_uri!)).json()) as JSONWebKeySet;
    expect(JSON.stringify(jwks)).not.toContain('"d"');
    const verified = await jwtVerify(tokens.access_token, createLocalJWKSet(jwks), {
      issuer: api.issuer,
      audience: `${api.issuer}/devices`,
      typ: 'at+jwt',
    });
    expect(verified.payload).toMatchObject({
      sub: person.sub,
      client_id: 'tv',
      scope: 'device',
      jti: expect.any(String),
      iat: expect.any(Number),
      cnf: { jkt: await DPoP.calculateThumbprint() },
      sid: expect.any(String),
      seq: expect.any(Number),
      kind: 'tv',
      model: 'Model One',
      app_version: '4.2.1',
    });
    expect(verified.payload.exp! - verified.payload.iat!).toBe(300);
    expect(tokens['session']).toEqual({
      sid: verified.payload['sid'],
      sub: person.sub,
      seq: verified.payload['seq'],
      kind: 'tv',
      model: 'Model One',
      appVersion: '4.2.1',
    });

    const fresh = await openid.refreshTokenGrant(config, tokens.refresh_token!, undefined, { DPoP });
    expect(fresh.refresh_token ?? tokens.refresh_token).toBe(tokens.refresh_token);
    expect(fresh['session']).toEqual(tokens['session']);

    const device = aTv();
    const end = await device.post('/revoke', { token: tokens.refresh_token! });
    expect([end.status, end.body['error']]).toEqual([400, 'invalid_dpop_proof']);
    expect(
      (await openid.refreshTokenGrant(config, tokens.refresh_token!, undefined, { DPoP })).access_token,
    ).toBeDefined();
  });

  it('tells where everything is, and nothing that is not served', async () => {
    for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']) {
      const document = (await (await fetchTls(api.issuer + path)).json()) as Record<string, unknown>;
      expect(document).toMatchObject({
        issuer: api.issuer,
        token_endpoint: `${api.issuer}/token`,
        device_authorization_endpoint: `${api.issuer}/device_authorization`,
        jwks_uri: `${api.issuer}/jwks`,
        introspection_endpoint: `${api.issuer}/introspect`,
        revocation_endpoint: `${api.issuer}/revoke`,
        signoff_push_endpoint: api.config.pushEndpoint,
        signoff_receipt_endpoint: `${api.issuer}/receipts`,
        dpop_signing_alg_values_supported: ['ES256'],
        token_endpoint_auth_methods_supported: ['none'],
        introspection_endpoint_auth_methods_supported: ['none'],
        revocation_endpoint_auth_methods_supported: ['none'],
        scopes_supported: ['device'],
      });
      expect(document).not.toHaveProperty('authorization_endpoint');
      expect(document).not.toHaveProperty('end_session_endpoint');
      for (const [name, value] of Object.entries(document)) {
        if (!name.endsWith('_endpoint') || name === 'signoff_push_endpoint') continue;
        expect((await fetchTls(String(value), { method: 'POST' })).status).not.toBe(404);
      }
    }
  });

  it.each([
    ['slow', -FIFTY_YEARS_S],
    ['fast', FIFTY_YEARS_S],
  ])('works with a clock 50 years %s: enrols, refreshes, leaves', async (_, offByS) => {
    const { tv, refreshToken } = await aLinkedTv(await aPerson(), aTv(undefined, offByS));
    expect((await tv.refresh(refreshToken)).status).toBe(200);
    expect((await tv.post('/revoke', { token: refreshToken })).status).toBe(200);
    expect((await tv.refresh(refreshToken)).body['error']).toBe('invalid_grant');
  });

  it('is shown another code when the one that was drawn is on another screen, and that one stays as it is', async () => {
    const { database } = installation;
    const [other, tv] = [aTv(), aTv()];
    const taken = await other.code();
    // The same letters are drawn again, and once more.
    await database.query('CREATE SEQUENCE draws');
    await database.query(`
      CREATE FUNCTION drawn_again() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.user_code IS NOT NULL AND nextval('draws') <= 2 THEN
          NEW.user_code := '${taken.userCode.replace('-', '')}';
        END IF;
        RETURN NEW;
      END $$`);
    await database.query(
      'CREATE TRIGGER drawn_again BEFORE INSERT ON oidc_payloads FOR EACH ROW EXECUTE FUNCTION drawn_again()',
    );
    const { status, body } = await tv.askForCode();
    await database.query('DROP FUNCTION drawn_again CASCADE');
    const userCode = String(body['user_code']);
    expect(status).toBe(200);
    expect(userCode).toMatch(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
    expect(userCode).not.toBe(taken.userCode);
    expect(body['verification_uri_complete']).toBe(`${api.url}/activate?user_code=${userCode}`);
    expect((await (await aPerson()).approve(userCode)).status).toBe(200);
    expect((await tv.redeem(String(body['device_code']))).status).toBe(200);
    expect((await other.redeem(taken.deviceCode)).body['error']).toBe('authorization_pending');
  });

  it('is of the key that asked for the code: no other redeems it, and it is still there for the right one', async () => {
    const person = await aPerson();
    const tv = aTv();
    const { deviceCode, userCode } = await tv.code();
    await person.approve(userCode);
    const thief = await aTv().redeem(deviceCode);
    expect([thief.status, thief.body['error']]).toEqual([400, 'invalid_grant']);
    expect((await tv.redeem(deviceCode)).status).toBe(200);
  });

  it('gives a refresh token that another key cannot use, and that goes on for the right one', async () => {
    const { tv, refreshToken } = await aLinkedTv(await aPerson());
    expect((await aTv().refresh(refreshToken)).body).toMatchObject({ error: 'invalid_grant' });
    expect((await tv.refresh(refreshToken)).status).toBe(200);
  });

  it('redeems a code once: a repeat, by the right key or another, ends nothing', async () => {
    const person = await aPerson();
    const tv = aTv();
    const { deviceCode, userCode } = await tv.code();
    await person.approve(userCode);
    const { body } = await tv.redeem(deviceCode);
    expect((await tv.redeem(deviceCode)).body['error']).toBe('invalid_grant');
    expect((await aTv().redeem(deviceCode)).body['error']).toBe('invalid_grant');
    expect((await tv.refresh(body['refresh_token'] as string)).status).toBe(200);
  });

  it('of two redemptions at once lets one win, and its session lives', async () => {
    const person = await aPerson();
    const tv = aTv();
    const { deviceCode, userCode } = await tv.code();
    await person.approve(userCode);
    const answers = await Promise.all(Array.from({ length: 4 }, () => tv.redeem(deviceCode)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    for (const { status, body } of answers) if (status !== 200) expect(body['error']).toBe('invalid_grant');
    expect((await tv.refresh(won[0]!.body['refresh_token'] as string)).status).toBe(200);
  });

  it('of two polls at once slows one down, and an approval between them is not lost', async () => {
    const person = await aPerson();
    const tv = aTv();
    const { deviceCode, userCode } = await tv.code();
    const answers = await Promise.all([tv.redeem(deviceCode), tv.redeem(deviceCode)]);
    expect(answers.map(({ body }) => body['error']).sort()).toEqual(['authorization_pending', 'slow_down']);
    await person.approve(userCode);
    expect((await tv.redeem(deviceCode)).status).toBe(200);
  });

  it('is refused on the TV when the person says no, and expires by itself', async () => {
    const person = await aPerson();
    const tv = aTv();
    const denied = await tv.code();
    await person.ask('POST', '/api/activation', { userCode: denied.userCode, decision: 'deny' });
    expect((await tv.redeem(denied.deviceCode)).body['error']).toBe('access_denied');
    expect((await person.approve(denied.userCode)).body['code']).toBe('user_code_used');
    const late = await tv.code();
    await installation.database.query(
      `UPDATE oidc_payloads SET expires_at = now() - interval '1 second' WHERE user_code = $1`,
      [late.userCode.replace('-', '')],
    );
    expect((await person.approve(late.userCode)).body['code']).toBe('user_code_expired');
    expect((await tv.redeem(late.deviceCode)).body['error']).toBe('expired_token');
  });

  it('of two TVs in one browser makes two sessions, and ending one leaves the other', async () => {
    const person = await aPerson();
    const [one, other] = [await aLinkedTv(person), await aLinkedTv(person)];
    expect(one.sid).not.toBe(other.sid);
    await person.ask('POST', `/api/sessions/${one.sid}/revocation`);
    expect((await one.tv.refresh(one.refreshToken)).body['error']).toBe('invalid_grant');
    expect((await other.tv.refresh(other.refreshToken)).status).toBe(200);
  });

  it('answers a refresh after the sign-out with the signed event, to the right key alone', async () => {
    const person = await aPerson();
    const { tv, sid, refreshToken } = await aLinkedTv(person);
    const { body } = await person.ask('POST', `/api/sessions/${sid}/revocation`);
    const refused = await tv.refresh(refreshToken);
    expect([refused.status, refused.body['error']]).toEqual([400, 'invalid_grant']);
    const event = await believed(refused.body['security_event']);
    expect(event).toMatchObject({ txn: body['txn'], predicate: { type: 'session', sid } });
    const other = await aTv().refresh(refreshToken);
    expect(other.body['error']).toBe('invalid_grant');
    expect(other.body).not.toHaveProperty('security_event');
  });

  it('begun before "all" and approved in time is told no; a TV linked right after lives', async () => {
    const person = await aPerson();
    const early = aTv();
    const { deviceCode, userCode } = await early.code();
    await person.approve(userCode);
    await person.signOutAll({ exceptSid: person.sid });
    expect((await early.redeem(deviceCode)).body['error']).toBe('access_denied');
    const { tv, refreshToken } = await aLinkedTv(person, early);
    expect((await tv.refresh(refreshToken)).status).toBe(200);
  });

  it('cannot be approved late by a browser that "all" has signed out', async () => {
    const person = await aPerson();
    const tv = aTv();
    const { deviceCode, userCode } = await tv.code();
    await person.signOutAll();
    const late = await person.approve(userCode);
    expect([late.status, late.body['code']]).toEqual([401, 'sign_in_required']);
    expect((await tv.redeem(deviceCode)).body['error']).toBe('authorization_pending');
  });

  it('takes the place of the device’s older session when the code is redeemed, not when it is approved', async () => {
    const person = await aPerson();
    const old = await aLinkedTv(person);
    const again = aTv(old.tv.key);
    const { deviceCode, userCode } = await again.code();
    await person.approve(userCode);
    expect((await old.tv.refresh(old.refreshToken)).status).toBe(200);
    const { body } = await again.redeem(deviceCode);
    const refused = await old.tv.refresh(old.refreshToken);
    expect(refused.body['error']).toBe('invalid_grant');
    expect((await believed(refused.body['security_event'])).predicate).toEqual({
      type: 'session',
      sid: old.sid,
    });
    expect((await again.refresh(body['refresh_token'] as string)).status).toBe(200);
  });

  it('tells at a refresh of an update, and keeps the same refresh token', async () => {
    const { tv, refreshToken } = await aLinkedTv(await aPerson());
    const { body } = await tv.refresh(refreshToken, { app_version: '5.0.0' });
    expect(body['session']).toMatchObject({ appVersion: '5.0.0' });
    expect(body['refresh_token'] ?? refreshToken).toBe(refreshToken);
    expect((await tv.refresh(refreshToken)).body['session']).toMatchObject({ appVersion: '5.0.0' });
  });

  it('shows the person which device asks, and whether from where they are', async () => {
    const person = await aPerson();
    const far = await aPerson('203.0.113.7');
    const { userCode } = await aTv().code();
    const typed = userCode.toLowerCase().replace('-', ' ');
    const near = await person.ask('GET', `/api/activation/${encodeURIComponent(typed)}`);
    expect(near.body).toMatchObject({
      userCode,
      device: { kind: 'tv', model: 'Model One', name: 'Living room', appVersion: '4.2.1' },
      address: '127.0.0.1',
      sameAddress: true,
    });
    expect((await far.ask('GET', `/api/activation/${userCode}`)).body).toMatchObject({ sameAddress: false });
  });

  it.each([
    ['a name that turns text around', { device_name: 'TV \u202Egnivil' }],
    ['an empty name', { device_name: '' }],
    ['the other kind', { device_kind: 'phone' }],
    ['a version that is none', { app_version: '<script>' }],
    ['a model that is too long', { device_model: 'x'.repeat(65) }],
  ])('with %s gives no code', async (_, over) => {
    const { status, body } = await aTv().askForCode(over);
    expect([status, body['error']]).toEqual([400, 'invalid_request']);
  });
});
