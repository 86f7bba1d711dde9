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

/** A message of PostgreSQL's protocol, as its client writes it: a letter, the length of the rest, the rest. */
const isMessage = (piece, letter) =>
  typeof piece !== 'string' &&
  piece[0] === letter.charCodeAt(0) &&
  piece.length > 5 &&
  piece.readInt32BE(1) === piece.length - 1;
const textAt = (piece, at) => piece.toString('utf8', at, piece.indexOf(0, at));

/** A statement's text goes out once a connection; from then on it goes by its name. */
function statements() {
  const texts = new Map();
  return (piece) => {
    if (isMessage(piece, 'P')) {
      const statement = textAt(piece, 5);
      texts.set(statement, textAt(piece, 5 + statement.length + 1));
    }
    if (!isMessage(piece, 'B')) return '';
    return texts.get(textAt(piece, piece.indexOf(0, 5) + 1)) ?? '';
  };
}

/** Of several that come to the place in one moment one dies: there is one bullet, and a file is removed once. */
function isTheOne() {
  try {
    rmSync(join(folder, 'bullet'));
    return true;
  } catch {
    return false;
  }
}

if (folder !== undefined && name !== undefined) {
  const armed = join(folder, `${name}.kill`);
  const { _writeGeneric } = Socket.prototype;
  const textOf = statements();
  let seen = 0;
  Socket.prototype._writeGeneric = function (isMany, data, encoding, done) {
    const pieces = isMany ? data.map(({ chunk }) => chunk) : [data];
    const texts = pieces.map(textOf);
    const order = existsSync(armed) ? orderIn(armed) : null;
    if (order !== null) {
      const { marker, after } = order;
      const bringsItOut = [...pieces, ...texts].some((piece) => piece.includes(marker));
      if (bringsItOut && seen++ >= after) {
        rmSync(armed, { force: true });
        if (isTheOne()) {
          writeFileSync(join(folder, `${name}.killed`), '');
          process.kill(process.pid, 'SIGKILL');
        }
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
