import { randomUUID } from 'node:crypto';
import type { PublicJwk } from '#libs/device-client';
import type { SessionFacts } from '#libs/revocation-index';
import { newKeyPair, nodeSigner, thumbprintOf } from '#libs/service-runtime';
import type { NewSession } from '../../../apps/account-api/src/enrolment/device-sessions.js';
import { hashOf, newSecret } from '../../../apps/account-api/src/browser-sessions/cookie.js';
import type { Database } from '#libs/database';
import type { Sign } from '#libs/security-event';
import type { Instance } from './instance.js';

/** An account with no session yet. */
export async function anAccount(database: Database): Promise<string> {
  const sub = randomUUID();
  await database.query(
    `INSERT INTO accounts (id, email, display_name, password_hash) VALUES ($1, $2, 'Ann', 'x')`,
    [sub, `${sub}@example.com`],
  );
  return sub;
}

export interface TestDevice {
  readonly facts: SessionFacts;
  readonly sid: string;
  readonly jkt: string;
  readonly jwk: PublicJwk;
  readonly sign: Sign;
}

/** A P-256 key as a device makes it. */
export function aKey(): Pick<TestDevice, 'jkt' | 'jwk' | 'sign'> {
  const { publicKey, privateKey } = newKeyPair();
  const jwk = publicKey.export({ format: 'jwk' }) as PublicJwk;
  return { jkt: thumbprintOf({ ...jwk }), jwk, sign: nodeSigner(privateKey) };
}

/** Approves a session of a device, as the activation page does, and leaves it unredeemed. */
export async function anApprovedDevice(
  { sessions }: Pick<Instance, 'sessions'>,
  database: Database,
  sub: string,
  overrides: Partial<NewSession> & { readonly key?: Pick<TestDevice, 'jkt' | 'jwk' | 'sign'> } = {},
): Promise<TestDevice> {
  const { key = aKey(), ...described } = overrides;
  const session: NewSession = {
    sid: randomUUID(),
    sub,
    kind: 'tv',
    name: 'Living room',
    model: 'Model One',
    appVersion: '4.2.1',
    jkt: key.jkt,
    address: '127.0.0.1',
    ...described,
  };
  const facts = await database.transaction(async (tx) => {
    await sessions.lockAccount(tx, sub);
    return sessions.open(tx, session);
  });
  return { ...key, facts, sid: session.sid };
}

/** A device that is signed in. */
export async function aDevice(
  instance: Pick<Instance, 'sessions'>,
  database: Database,
  sub: string,
  overrides: Parameters<typeof anApprovedDevice>[3] = {},
): Promise<TestDevice> {
  const device = await anApprovedDevice(instance, database, sub, overrides);
  await instance.sessions.redeem(device.sid);
  return device;
}

/** A browser that is signed in: its session, and the header it sends with each request. */
export async function aBrowser(
  instance: Pick<Instance, 'sessions' | 'url'>,
  database: Database,
  sub: string,
): Promise<{ readonly sid: string; readonly headers: Readonly<Record<string, string>> }> {
  const { sid } = await anApprovedDevice(instance, database, sub, {
    kind: 'browser',
    name: 'Firefox on Linux',
    model: 'Firefox',
    appVersion: '128.0',
    jkt: null,
  });
  const secret = newSecret();
  await database.query(
    `INSERT INTO browser_sign_ins (secret_hash, sid, account_id, expires_at)
     VALUES ($1, $2, $3, now() + interval '1 day')`,
    [hashOf(secret), sid, sub],
  );
  return { sid, headers: { cookie: `signoff=${secret}`, origin: instance.url } };
}
