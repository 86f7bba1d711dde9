import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { StreamMeter } from './stream-meter.js';

const device = { sid: 's1', sub: 'ann', seq: 1, kind: 'tv', model: 'Aurora 55', appVersion: '1.0' };

describe('the meter of streams', () => {
  const aResponse = (meter: StreamMeter, socket: { bytesWritten: number }, of = device) => {
    const response = new EventEmitter();
    const took = meter.count(
      { socket } as IncomingMessage,
      response as unknown as ServerResponse,
      of,
      'first-light',
    );
    return { took, end: () => response.emit('close') };
  };

  it('counts what each connection took, from when a response began, one after another and side by side', () => {
    const meter = new StreamMeter(() => 1_000);
    const [one, two] = [{ bytesWritten: 500 }, { bytesWritten: 0 }];
    const first = aResponse(meter, one);
    one.bytesWritten += 100;
    first.end();
    const [again, beside] = [aResponse(meter, one), aResponse(meter, two)];
    one.bytesWritten += 10;
    two.bytesWritten += 1;
    again.took();
    expect(meter.sessions).toMatchObject([
      { sid: 's1', sub: 'ann', bytes: 111, bytesAfterRevoked: 0, playing: 'first-light', lastByteAt: 1_000 },
    ]);
    beside.end();
    expect(meter.sessions[0]?.bytes).toBe(111);
  });

  it('would tell of a byte that came after the session was over', () => {
    const meter = new StreamMeter();
    const socket = { bytesWritten: 0 };
    aResponse(meter, socket);
    socket.bytesWritten = 40;
    meter.revoked(({ sid }) => sid === 's1');
    expect(meter.sessions[0]).toMatchObject({ bytes: 40, bytesAfterRevoked: 0, playing: null });
    socket.bytesWritten = 47;
    expect(meter.sessions[0]).toMatchObject({ bytes: 47, bytesAfterRevoked: 7 });
  });

  it('leaves sessions alone that a revocation does not cover', () => {
    const meter = new StreamMeter();
    const socket = { bytesWritten: 0 };
    aResponse(meter, socket, { ...device, sid: 's2', seq: 9 });
    meter.revoked(({ sub, seq }) => sub === 'ann' && seq <= 8);
    socket.bytesWritten = 5;
    meter.revoked(({ sid }) => sid === 's1');
    expect(meter.sessions[0]).toMatchObject({ bytes: 5, bytesAfterRevoked: 0 });
  });

  it('shows nothing playing once nothing was asked for in ten seconds', () => {
    let now = 0;
    const meter = new StreamMeter(() => now);
    const socket = { bytesWritten: 0 };
    const response = aResponse(meter, socket);
    socket.bytesWritten = 9;
    response.end();
    now = 9_999;
    expect(meter.sessions[0]?.playing).toBe('first-light');
    now = 10_000;
    expect(meter.sessions[0]?.playing).toBeNull();
  });
});
