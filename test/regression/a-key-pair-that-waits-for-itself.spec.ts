/**
 * A process that made many keys could hang for ever, without a word and without using the processor. Inferred from the
 * native stack of such a process on Node 20.20: the job that `generateKeyPairSync` leaves behind is collected by some
 * later garbage collection, and its end locks the mutex of its key. Where that collection began inside
 * `key.export({ format: 'jwk' })` of the same key, which holds the mutex, the thread waited for itself. A worker of the
 * fleet made ten thousand keys so. Now a key that is exported is never one that a job still holds.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** By the old way none of twelve such processes made them all. */
const PAIRS = 10_000;
/** A process of little else than pairs: the more it allocates besides, the rarer a collection begins in an export. */
const PROGRAM = `
  import { newKeyPair } from './dist/libs/service-runtime/src/keys/new-key-pair.js';
  const made = new Set();
  for (let i = 0; i < ${PAIRS}; i++) {
    const { publicKey, privateKey } = newKeyPair();
    const { x } = publicKey.export({ format: 'jwk' });
    made.add(x + privateKey.export({ format: 'jwk' }).d);
  }
  process.stdout.write(String(made.size));`;
/** Only to end one that hangs, which nothing but a signal does. */
const HUNG_MS = 50_000;

it('of ten thousand pairs that are exported where they are made none waits for itself', async () => {
  const child = spawn(process.execPath, ['--max-semi-space-size=1', '--input-type=module', '-e', PROGRAM], {
    cwd: resolve(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: HUNG_MS,
    killSignal: 'SIGKILL',
  });
  let made = '';
  child.stdout.on('data', (piece) => (made += String(piece)));
  const [code, signal] = (await once(child, 'close')) as unknown[];
  expect({ code, signal, made }).toEqual({ code: 0, signal: null, made: String(PAIRS) });
});
