import { createHash, randomInt, randomUUID } from 'node:crypto';
import { Passwords } from '../../../apps/account-api/src/accounts/passwords.js';
import { signReceipt } from '#libs/security-event';
import type { Database } from '#libs/database';
import { aBrowser, aDevice, aKey, anAccount, type TestDevice } from '../../support/account-api/account.js';
import { anInstallation, type Installation } from '../../support/account-api/installation.js';
import { anInstance, type Instance } from '../../support/account-api/instance.js';
import { FakePoint } from '../../support/account-api/fake-point.js';
import { until } from '../../support/account-api/until.js';

/** An account API with pages, on PostgreSQL and Kafka of the run, and one point that lets sessions in. */
export interface World {
  readonly api: Instance;
  readonly database: Database;
  readonly installation: Installation;
  readonly point: FakePoint;
  close(): Promise<void>;
}

export async function aWorld(): Promise<World> {
  const installation = await anInstallation();
  const api = await anInstance(installation);
  const point = await new FakePoint(installation.stream, installation).join();
  return {
    api,
    database: installation.database,
    installation,
    point,
    close: async () => {
      await point.leave();
      await api.close();
      await installation.close();
    },
  };
}

export interface Household {
  readonly sub: string;
  readonly browser: Awaited<ReturnType<typeof aBrowser>>;
  readonly tv: TestDevice;
  readonly phone: TestDevice;
}

/** Ann, with a TV and a phone, signed in with one browser. */
export async function aHousehold({ api, database }: World): Promise<Household> {
  const sub = await anAccount(database);
  const browser = await aBrowser(api, database, sub);
  const tv = await aDevice(api, database, sub, { name: 'Living room', model: 'Model One' });
  const phone = await aDevice(api, database, sub, { kind: 'phone', name: 'Ann’s phone', model: 'Pocket 5' });
  return { sub, browser, tv, phone };
}

/** Makes it the account's password, last given in this browser so long ago. */
export async function givePassword(
  { database, api }: World,
  { sub, sid, password, given }: { sub: string; sid: string; password: string; given: string },
): Promise<void> {
  const { argon2MemoryKib: memoryKib, argon2Passes: passes } = api.config;
  const hash = await new Passwords({ memoryKib, passes }).hash(password);
  await database.query('UPDATE accounts SET password_hash = $2 WHERE id = $1', [sub, hash]);
  await database.query('UPDATE browser_sign_ins SET password_at = now() - $2::interval WHERE sid = $1', [
    sid,
    given,
  ]);
}

/** The gateway's word that a device is connected, or no longer. */
export const presence = ({ installation, point }: World, sid: string, online: boolean) =>
  installation.stream.publish({
    topic: installation.topic('devicePresence'),
    key: sid,
    value: JSON.stringify({
      ...{ v: 1, gateway: point.point, boot: point.boot },
      connections: [{ sid, connection: sid, online, at: Date.now() }],
    }),
  });

/** The receipt of a device for the revocation that ended it, as it posts it over HTTPS. */
export async function sendReceipt(world: World, device: TestDevice): Promise<void> {
  const { api, database, installation } = world;
  const event = await until('the revocation', async () => {
    const [row] = await database.query<{ jti: string; payload: string }>(
      'SELECT jti, payload FROM revocations WHERE sid = $1 OR (account_id = $2 AND sid IS NULL) LIMIT 1',
      [device.sid, device.facts.sub],
    );
    return row ?? null;
  });
  const receipt = await signReceipt(
    {
      jti: randomUUID(),
      aud: installation.config.issuer,
      iat: 0,
      sid: device.sid,
      event_jti: event.jti,
      event_hash: createHash('sha256').update(event.payload).digest('base64url'),
      wiped: ['tokens', 'profile'],
    },
    device.jwk,
    device.sign,
  );
  const response = await fetch(`${api.url}/receipts`, {
    method: 'POST',
    headers: { 'content-type': 'application/signoff-receipt+jwt' },
    body: receipt,
  });
  if (response.status !== 204) throw new Error(`the receipt was answered ${response.status}`);
}

/** A code as if a device had asked for it, on its screen now. */
export async function aWaitingCode(
  { database }: World,
  options: {
    readonly kind?: 'tv' | 'phone';
    readonly name?: string;
    readonly model?: string;
    readonly address?: string;
    readonly lifeS?: number;
  } = {},
): Promise<string> {
  const { kind = 'tv', address = '127.0.0.1', lifeS = 600 } = options;
  const { name = kind === 'tv' ? 'Bedroom' : 'Ben’s phone' } = options;
  const { model = kind === 'tv' ? 'Model One' : 'Pocket 5' } = options;
  const letters = Array.from({ length: 8 }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join('');
  const payload = {
    params: {
      client_id: kind,
      device_kind: kind,
      device_model: model,
      device_name: name,
      app_version: '4.2.1',
      dpop_jkt: aKey().jkt,
    },
    deviceInfo: { address },
  };
  await database.query(
    `INSERT INTO oidc_payloads (model, id, payload, user_code, expires_at)
     VALUES ('DeviceCode', $1, $2, $3, now() + $4::float8 * interval '1 s')`,
    [randomUUID(), JSON.stringify(payload), letters, lifeS],
  );
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** Base 20 of RFC 8628 section 6.1: no vowels, so no words. */
const CODE_LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
