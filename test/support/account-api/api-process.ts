import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anAuthority } from '../../../libs/device-client/src/testing/an-authority.js';

const MAIN = 'dist/apps/account-api/src/main.js';

export interface Ready {
  readonly tls: number;
  readonly plain: number;
  readonly internal: number;
}

/** The account API as `node` runs it, from `dist`: `npm run build` first. */
export class ApiProcess {
  readonly lines: Readonly<Record<string, unknown>>[] = [];
  stderr = '';
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly #child: ChildProcess;
  #heard: () => void = () => undefined;
  #over = false;

  constructor(env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    this.#child.stdout!.on('data', (data: Buffer) => {
      text += data.toString('utf8');
      const whole = text.split('\n');
      text = whole.pop() ?? '';
      this.lines.push(...whole.map((line) => JSON.parse(line) as (typeof this.lines)[number]));
      this.#heard();
    });
    this.#child.stderr!.on('data', (data: Buffer) => (this.stderr += data.toString('utf8')));
    this.exited = new Promise((resolve) =>
      this.#child.once('close', (code, signal) => {
        this.#over = true;
        this.#heard();
        resolve({ code, signal });
      }),
    );
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Resolves with the ready line. */
  async ready(): Promise<Ready> {
    return (await this.line((line) => line['msg'] === 'ready')) as unknown as Ready;
  }

  async line(wanted: (line: Readonly<Record<string, unknown>>) => boolean): Promise<object> {
    for (;;) {
      const found = this.lines.find(wanted);
      if (found !== undefined) return found;
      if (this.#over) throw new Error(`it ended before: ${this.stderr}`);
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child.kill(signal);
  }
}

/** A key store as `npm start` makes one, and the authority's certificate. */
export async function aKeysFolder(): Promise<{
  readonly folder: string;
  readonly ca: string;
  remove(): Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'signoff-keys-'));
  const { ca, cert, key } = await anAuthority();
  const issuer = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const files = {
    'ca.pem': ca,
    'tls.pem': cert,
    'tls.key': key,
    'issuer.jwks.json': JSON.stringify({ keys: [{ ...issuer, kid: 'k1' }] }),
    'nonce-secret': randomBytes(32).toString('base64url'),
    'cookie-keys': randomBytes(16).toString('hex'),
  };
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, name), text, { mode: 0o600 });
  return { folder, ca, remove: () => rm(folder, { recursive: true }) };
}

export async function aFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
