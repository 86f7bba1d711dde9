/**
 * Preloaded into each process of the rig (`node --import`): kills it at an exact place, or holds up its event loop,
 * when the test says so by a file named after the process in TEST_FAULTS_DIR. The product has no such place.
 * `<name>.kill`: `{marker, after}`, dies instead of the write that would bring the marker out once more often.
 * `<name>.block`: ms, for which nothing runs once SIGUSR2 arrives.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';

const folder = process.env.TEST_FAULTS_DIR;
const name =
  process.env.SIGNOFF_GATEWAY_ID ?? process.env.SIGNOFF_PLAYBACK_ID ?? process.env.SIGNOFF_INSTANCE_ID;

/** Null when it was taken back just now. */
function orderIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

if (folder !== undefined && name !== undefined) {
  const armed = join(folder, `${name}.kill`);
  const { _writeGeneric } = Socket.prototype;
  let seen = 0;
  Socket.prototype._writeGeneric = function (isMany, data, encoding, done) {
    const order = existsSync(armed) ? orderIn(armed) : null;
    if (order !== null) {
      const { marker, after } = order;
      const pieces = isMany ? data.map(({ chunk }) => chunk) : [data];
      if (pieces.some((piece) => piece.includes(marker)) && seen++ >= after) {
        rmSync(armed, { force: true });
        writeFileSync(join(folder, `${name}.killed`), '');
        process.kill(process.pid, 'SIGKILL');
      }
    }
    return _writeGeneric.call(this, isMany, data, encoding, done);
  };
  process.on('SIGUSR2', () => {
    const forMs = Number(readFileSync(join(folder, `${name}.block`), 'utf8'));
    writeFileSync(join(folder, `${name}.blocked`), '');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
  });
}
