import { execFile, fork, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { buildGo } from './build-go.js';
import { nowNs, type Dialect } from './fleet.js';

/** A server beside which ours is measured. */
export interface Peer {
  readonly name: string;
  readonly pid: number;
  readonly url: string;
  readonly dialect: Dialect;
  /** Sends one text to every connection. Resolves with the moment it was asked to, ns. */
  publish(text: string): Promise<number>;
  stop(): Promise<void>;
}

const SOURCE = 'test/bench/peers';
/** Where no build and no lint looks: their packages are not ours. */
const FOLDER = '.signoff/bench/peers';
const run = promisify(execFile);
let installed: Promise<void> | null = null;

/** Their packages are no part of `npm ci`: they come when a bench first needs them. Rejects with what npm said. */
function install(): Promise<void> {
  return (installed ??= (async () => {
    mkdirSync(FOLDER, { recursive: true });
    cpSync(`${SOURCE}/servers`, `${FOLDER}/servers`, { recursive: true });
    const lock = readFileSync(`${SOURCE}/package-lock.json`, 'utf8');
    const kept = `${FOLDER}/package-lock.json`;
    const isThere = existsSync(`${FOLDER}/node_modules`) && existsSync(kept);
    if (isThere && readFileSync(kept, 'utf8') === lock) return;
    cpSync(`${SOURCE}/package.json`, `${FOLDER}/package.json`);
    cpSync(`${SOURCE}/package-lock.json`, kept);
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: FOLDER }).catch((error: unknown) => {
      rmSync(kept);
      throw new Error('the peers of test/bench/peers could not be installed', { cause: error });
    });
  })());
}

export type WsCheck = 'none' | 'sync' | 'async';

/** @param issuer public JWK that access tokens are signed with, where they are checked */
export const startWs = async (check: WsCheck = 'none', issuer?: object): Promise<Peer> => {
  await install();
  const name = check === 'none' ? 'bare ws' : check === 'sync' ? 'bare ws, node:crypto' : 'bare ws, its best';
  const args = issuer === undefined ? [check] : [check, JSON.stringify(issuer)];
  // Its best: one thread of crypto, since more of them take the processors from the thread that serves.
  return startNode(name, 'ws.js', 'signoff', args, check === 'async' ? { UV_THREADPOOL_SIZE: '1' } : {});
};

export const startSocketIo = async (): Promise<Peer> => {
  await install();
  return startNode('Socket.IO', 'socket-io.js', 'socket.io', [], {});
};

async function startNode(
  name: string,
  file: string,
  dialect: Dialect,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Peer> {
  const child = fork(`${FOLDER}/servers/${file}`, [...args], {
    // As our gateway: what is made here lives for a moment, or for as long as a connection.
    execArgv: ['--max-semi-space-size=4'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message: { port: number }) => resolve(message.port));
    void exited.then(() => reject(new Error(`${name} ended as it started`)));
  });
  return {
    name,
    pid: child.pid!,
    url: `ws://127.0.0.1:${port}/devices`,
    dialect,
    publish: async (publish) => {
      const at = nowNs();
      child.send({ publish });
      return at;
    },
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

export async function startCentrifuge(): Promise<Peer> {
  const program = await buildGo('centrifuge');
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve((JSON.parse(line) as { port: number }).port),
    );
    void exited.then(() => reject(new Error('centrifuge ended as it started')));
  });
  return {
    name: 'centrifuge',
    pid: child.pid!,
    url: `ws://127.0.0.1:${port}/connection/websocket`,
    dialect: 'centrifuge',
    publish: async (body) => {
      const at = nowNs();
      const response = await fetch(`http://127.0.0.1:${port}/publish`, { method: 'POST', body });
      if (!response.ok) throw new Error(`centrifuge answered ${response.status}`);
      return at;
    },
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
