/**
 * Preloaded into a point (`node --import`): notes what each accepted connection is written, as it is written and
 * before a kernel or a proxy can hold it. One JSON line a write, at once, so that a kill loses none.
 * `SIGNOFF_` is the product's own prefix; the folder comes as TEST_WRITES_DIR.
 * Units: ms of the machine's monotonic clock, the same for every process of it.
 */
import { mkdirSync, openSync, writeSync } from 'node:fs';
import { Server as PlainServer } from 'node:http';
import { Server as TlsServer } from 'node:https';
import { Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';

const KEPT_BYTES = 8_192;
const point = process.env.SIGNOFF_GATEWAY_ID ?? process.env.SIGNOFF_PLAYBACK_ID;
const app = basename(dirname(dirname(process.argv[1] ?? '')));
const internal = Number(
  process.env[app === 'push-gateway' ? 'SIGNOFF_GATEWAY_INTERNAL_PORT' : 'SIGNOFF_PLAYBACK_INTERNAL_PORT'],
);
const folder = process.env.TEST_WRITES_DIR;

if (folder !== undefined && (app === 'push-gateway' || app === 'playback-api')) {
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, `${point}-${process.pid}.jsonl`), 'a');
  const now = () => Number(process.hrtime.bigint()) / 1e6;
  const note = (entry) => writeSync(file, `${JSON.stringify({ at: now(), ...entry })}\n`);
  const connections = new WeakMap();
  let last = 0;
  const connectionOf = (socket) => {
    let connection = connections.get(socket);
    if (connection === undefined) connections.set(socket, (connection = ++last));
    return connection;
  };
  note({ point, app });

  const { _writeGeneric } = Socket.prototype;
  Socket.prototype._writeGeneric = function (isMany, data, encoding, done) {
    if (this.server && this.localPort !== internal) {
      const pieces = isMany ? data : [{ chunk: data, encoding }];
      const bytes = Buffer.concat(
        pieces.map(({ chunk, encoding: of }) => (typeof chunk === 'string' ? Buffer.from(chunk, of) : chunk)),
      );
      note({
        connection: connectionOf(this),
        port: this.remotePort,
        bytes: bytes.length,
        data: bytes.subarray(0, KEPT_BYTES).toString('base64'),
      });
    }
    return _writeGeneric.call(this, isMany, data, encoding, done);
  };

  // Which session a response is for stands in its request alone.
  for (const { prototype } of [PlainServer, TlsServer]) {
    const { emit } = prototype;
    prototype.emit = function (type, request, ...rest) {
      if (type === 'request' && request.socket.localPort !== internal) {
        const token = /^DPoP [^.]+\.([^.]+)\./.exec(request.headers.authorization ?? '')?.[1];
        const path = request.url.split('?')[0];
        let sid = null;
        try {
          if (token !== undefined) sid = JSON.parse(Buffer.from(token, 'base64url')).sid ?? null;
        } catch {
          // No token of ours.
        }
        note({ connection: connectionOf(request.socket), request: request.method, path, sid });
      }
      return emit.call(this, type, request, ...rest);
    };
  }
}
