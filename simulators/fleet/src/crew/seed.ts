import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DeviceSpec, MadeKey, SeededGrant } from '../messages.js';
import type { Credentials } from '../people/owner.js';

const COMMAND = 'dist/apps/account-api/src/seeding/main.js';

export interface Seeded {
  readonly grants: readonly SeededGrant[];
  /** In the order of the hands. */
  readonly owners: readonly Credentials[];
}

interface Line {
  readonly type: 'account' | 'session';
  readonly sid: string;
  readonly sub: string;
  readonly seq: number;
  readonly kind: string;
  readonly model: string;
  readonly appVersion: string;
  readonly refreshToken: string;
  readonly email: string;
  readonly password: string;
}

/**
 * Has the account API's own command link devices: the rows and tokens of the flow, without a code for each to be
 * typed. The keys file holds public keys alone; the tokens' file is this user's, and deleted.
 */
export async function seed(
  devices: readonly (DeviceSpec & MadeKey)[],
  sessionsAnAccount: number,
  env: { readonly databaseUrl: string; readonly issuer: string },
): Promise<Seeded> {
  const folder = await mkdtemp(join(tmpdir(), 'signoff-fleet-'));
  try {
    const [keys, out] = [join(folder, 'keys'), join(folder, 'tokens')];
    const lines = devices.map(({ x, y, kind, model, name, appVersion }) =>
      JSON.stringify({ x, y, kind, model, name, appVersion }),
    );
    await writeFile(keys, `${lines.join('\n')}\n`);
    const accounts = Math.ceil(devices.length / sessionsAnAccount);
    await run(
      ['--accounts', accounts, '--sessions-an-account', sessionsAnAccount, '--keys', keys, '--out', out],
      {
        ...process.env,
        DATABASE_URL: env.databaseUrl,
        SIGNOFF_ISSUER: env.issuer,
      },
    );
    return await read(out, devices);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function read(path: string, devices: readonly DeviceSpec[]): Promise<Seeded> {
  const grants: SeededGrant[] = [];
  const owners: Credentials[] = [];
  for await (const text of createInterface({ input: createReadStream(path) })) {
    const { type, email, password, refreshToken, sid, sub, seq, kind, model, appVersion } = JSON.parse(
      text,
    ) as Line;
    if (type === 'account') {
      owners.push({ email, password });
      continue;
    }
    // Sessions come in the order of the keys.
    const { device } = devices[grants.length] as DeviceSpec;
    grants.push({ device, refreshToken, session: { sid, sub, seq, kind, model, appVersion } });
  }
  return { grants, owners };
}

function run(args: readonly (string | number)[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [COMMAND, ...args.map(String)], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`seeding failed (${code}): ${said.trim()}`)),
    );
  });
}
