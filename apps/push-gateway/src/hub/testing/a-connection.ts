import type { CloseName, GatewayFrame } from '#libs/push-protocol';
import type { Connection } from '../connection.js';

export interface FakeConnection extends Connection {
  readonly said: GatewayFrame[];
  closedWith: CloseName | null;
}

let lastId = 0;

/** A connection without a socket. */
export function aConnection(overrides: Partial<Connection> = {}): FakeConnection {
  const id = ++lastId;
  const connection: FakeConnection = {
    id,
    sid: `sid-${id}`,
    sub: `sub-${id}`,
    seq: id,
    kind: 'tv',
    model: 'Aurora 55',
    appVersion: '4.2.1',
    jkt: 'jkt',
    nonce: 'nonce',
    htu: 'ws://localhost:7081/devices',
    address: '127.0.0.1',
    stage: 'ready',
    expiresAtS: Infinity,
    renewing: false,
    held: null,
    storing: false,
    notice: null,
    quietTicks: 0,
    frames: 0,
    said: [],
    closedWith: null,
    say: (frame) => void connection.said.push(frame),
    sayLast: (frame, name) => {
      connection.say(frame);
      connection.end(name);
    },
    write: () => undefined,
    end: (name) => {
      connection.closedWith ??= name;
      connection.stage = 'ended';
    },
    ...overrides,
  };
  return connection;
}
