import {
  EventStreamError,
  type ConnectionPresence,
  type OutgoingRecord,
  type PresenceRecord,
} from '#libs/event-stream';
import { aConnection } from '../hub/testing/a-connection.js';
import { Presence } from './presence.js';

class FaultyStream {
  readonly sent: ConnectionPresence[] = [];
  readonly attempts: number[] = [];
  failures = 0;
  gate: Promise<void> = Promise.resolve();
  /** A failed batch may stand all the same. */
  standsAllTheSame = false;

  async publishAll(records: readonly OutgoingRecord[]): Promise<void> {
    const read = records.flatMap(({ value }) => (JSON.parse(value) as PresenceRecord).connections);
    this.attempts.push(read.length);
    await this.gate;
    if (this.failures > 0) {
      this.failures -= 1;
      if (this.standsAllTheSame) this.sent.push(...read);
      throw new EventStreamError('away', true);
    }
    this.sent.push(...read);
  }
}

describe('presence', () => {
  let stream: FaultyStream;
  let presence: Presence;
  beforeEach(() => {
    stream = new FaultyStream();
    const options = { topicPrefix: '', gateway: 'gw', boot: 'b', retryMs: 1 };
    presence = new Presence(stream, { warn: () => undefined }, options);
  });
  const settled = async (): Promise<void> => {
    const deadline = performance.now() + 5_000;
    do {
      if (performance.now() > deadline) throw new Error('presence never settled');
      await new Promise((resolve) => setImmediate(resolve));
    } while (presence.pending > 0);
    await presence.stop();
  };
  const said = (): string[] =>
    stream.sent.map(({ connection, online }) => `${connection} ${online ? 'online' : 'offline'}`);
  const nameOf = (id: number): string => id.toString(36);

  it('says online and offline of a connection in this order, also when both come during one batch', async () => {
    let open!: () => void;
    stream.gate = new Promise((resolve) => (open = resolve));
    const [first, second] = [aConnection(), aConnection()];
    presence.online(first);
    await Promise.resolve();
    await Promise.resolve();
    presence.offline(first);
    presence.online(second);
    open();
    await settled();
    expect(said()).toEqual([
      `${nameOf(first.id)} online`,
      `${nameOf(first.id)} offline`,
      `${nameOf(second.id)} online`,
    ]);
    expect(stream.attempts).toEqual([1, 2]);
  });

  it('says nothing of one that came and went before anybody was told', async () => {
    const connection = aConnection();
    presence.online(connection);
    presence.offline(connection);
    presence.online(aConnection());
    await settled();
    expect(said()).toHaveLength(1);
  });

  it('tries again what the stream did not take', async () => {
    stream.failures = 3;
    const connection = aConnection();
    presence.online(connection);
    await settled();
    expect(said()).toEqual([`${nameOf(connection.id)} online`]);
    expect(stream.attempts).toHaveLength(4);
  });

  it('says offline after an online that failed and may stand all the same', async () => {
    let open!: () => void;
    stream.gate = new Promise((resolve) => (open = resolve));
    stream.failures = 1;
    stream.standsAllTheSame = true;
    const connection = aConnection();
    presence.online(connection);
    await Promise.resolve();
    await Promise.resolve();
    open();
    while (stream.failures > 0) await new Promise((resolve) => setImmediate(resolve));
    presence.offline(connection);
    await settled();
    expect(said().at(-1)).toBe(`${nameOf(connection.id)} offline`);
  });

  it('lets devices that come all at once have the machine first, and leaves nobody out', async () => {
    const options = { topicPrefix: '', gateway: 'gw', boot: 'b', lookMs: 5 };
    presence = new Presence(stream, { warn: () => undefined }, options);
    const rush = Array.from({ length: 1_200 }, () => aConnection());
    for (const connection of rush) presence.online(connection);
    await Promise.resolve();
    await Promise.resolve();
    expect(stream.attempts).toEqual([]);
    const late = rush.slice(0, 3);
    for (const connection of late) presence.offline(connection);
    await settled();
    expect(stream.attempts).toEqual([500, 500, 197]);
    expect(said()).toEqual(rush.slice(3).map(({ id }) => `${nameOf(id)} online`));
  });

  it('is still said when the rush does not end', async () => {
    const options = { topicPrefix: '', gateway: 'gw', boot: 'b', lookMs: 5, lullMs: 50 };
    presence = new Presence(stream, { warn: () => undefined }, options);
    const deadline = performance.now() + 30_000;
    for (let i = 0; i < 500; i++) presence.online(aConnection());
    while (stream.attempts.length === 0 && performance.now() < deadline) {
      for (let i = 0; i < 40; i++) presence.online(aConnection());
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(stream.attempts[0]).toBe(500);
    await presence.stop();
  });
});
