import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PointEntry } from '#libs/audit';
import { CLOSE, decodeGatewayFrame } from '#libs/push-protocol';
import { framesIn } from './frames-in.js';

/** For the `nodeOptions` of a stack and of a playback; the folder goes into their `env`. */
export const WRITE_TAP = ['--import', './test/support/points/write-tap.mjs'] as const;
export const writesTo = (folder: string): { TEST_WRITES_DIR: string } => ({ TEST_WRITES_DIR: folder });

type Line =
  | { readonly at: number; readonly point: string; readonly app: 'push-gateway' | 'playback-api' }
  | { readonly at: number; readonly connection: number; readonly bytes: number; readonly data: string }
  | {
      readonly at: number;
      readonly connection: number;
      readonly request: string;
      readonly path: string;
      readonly sid: string | null;
    };

interface Connection {
  sid: string | null;
  route: string;
  /** Of the response under way: an error's body is no service. */
  status: number;
  upgraded: boolean;
}

/**
 * What points wrote, as the audit reads it, by `performance.now()` of this process. A socket's session is the one
 * its `ready` names; a response's, the one of its request's token. What was written before is service to nobody.
 */
export function written(folder: string): PointEntry[] {
  if (!existsSync(folder)) return [];
  const here = Number(process.hrtime.bigint()) / 1e6 - performance.now();
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => [...entriesOf(join(folder, name), here)]);
}

function* entriesOf(file: string, here: number): Generator<PointEntry> {
  const connections = new Map<number, Connection>();
  // A killed process may have left half a line, of a write it did not make.
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  let point = file;
  for (const text of lines) {
    const line = JSON.parse(text) as Line;
    if (!('connection' in line)) {
      ({ point } = line);
      continue;
    }
    const known = connections.get(line.connection);
    const connection = known ?? { sid: null, route: '', status: 0, upgraded: false };
    if (known === undefined) connections.set(line.connection, connection);
    if ('request' in line) {
      connection.sid = line.sid;
      connection.route = `${line.request} ${line.path.replace(/\/streams\/[^/]+/, '/streams/ID')}`;
      connection.status = 0;
      continue;
    }
    const bytes = Buffer.from(line.data, 'base64');
    const entries = connection.upgraded ? ofSocket(connection, bytes) : ofHttp(connection, bytes, line.bytes);
    for (const entry of entries) {
      if (connection.sid === null) continue;
      yield { at: line.at - here, point, sid: connection.sid, ...entry };
    }
  }
}

type Did = PointEntry extends infer Entry
  ? Entry extends unknown
    ? Omit<Entry, 'at' | 'point' | 'sid'>
    : never
  : never;

function* ofHttp(connection: Connection, bytes: Buffer, length: number): Generator<Did> {
  const head = /^HTTP\/1\.1 (\d{3})/.exec(bytes.toString('latin1'));
  const route = connection.route;
  let body = length;
  if (head !== null) {
    connection.status = Number(head[1]);
    connection.upgraded = connection.status === 101;
    if (connection.upgraded) return;
    const end = bytes.indexOf('\r\n\r\n');
    body = end < 0 ? 0 : length - end - 4;
    yield { type: 'began', status: connection.status, route };
  }
  if (connection.status >= 400) {
    if (bytes.includes('"session_revoked"')) yield { type: 'refused', because: 'revoked', route };
  } else if (body > 0) yield { type: 'wrote', bytes: body, route };
}

function* ofSocket(connection: Connection, bytes: Buffer): Generator<Did> {
  for (const { opcode, payload } of framesIn(bytes)) {
    if (opcode === 8) {
      const isOver = payload.length >= 2 && payload.readUInt16BE(0) === CLOSE.session_revoked.code;
      yield { type: 'refused', because: isOver ? 'revoked' : 'other' };
    }
    if (opcode !== 1) continue;
    const decoded = decodeGatewayFrame(payload.toString('utf8'));
    if (!('frame' in decoded)) continue;
    const { frame } = decoded;
    if (frame.type === 'ready') {
      connection.sid = frame.session.sid;
      yield { type: 'opened' };
    }
    // The event, the receipt's answer, pongs and a goodbye are no service.
  }
}
