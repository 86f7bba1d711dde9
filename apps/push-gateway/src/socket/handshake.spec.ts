import type { IncomingMessage } from 'node:http';
import * as ws from 'ws';
import { addressReader } from './address.js';
import { PublicUrls } from './public-urls.js';
import { textFrame } from './text-frame.js';

/** ws's own reader of frames, which its types leave out. */
const { Receiver } = ws as unknown as {
  Receiver: new (options: { isServer: boolean }) => NodeJS.WritableStream & NodeJS.EventEmitter;
};

describe('the address of a device', () => {
  const from = (peer: string, forwarded?: string): IncomingMessage =>
    ({ socket: { remoteAddress: peer }, headers: { 'x-forwarded-for': forwarded } }) as never;

  it('is the peer’s, whatever it says itself', () => {
    expect(addressReader([])(from('::ffff:10.0.0.1', '1.2.3.4'))).toBe('10.0.0.1');
  });
  it('is the last that a trusted proxy did not write', () => {
    const read = addressReader(['10.0.0.1', '10.0.0.2']);
    expect(read(from('10.0.0.1', 'evil, 1.2.3.4, 10.0.0.2'))).toBe('1.2.3.4');
    expect(read(from('10.0.0.1', ''))).toBe('10.0.0.1');
    expect(read(from('10.0.0.1', 'x'.repeat(10_000)))).toHaveLength(64);
  });
});

describe('public URLs', () => {
  const urls = new PublicUrls(['wss://push.example/devices', 'ws://localhost:7081/devices']);
  it('are told apart by the listener, and found with and without the default port', () => {
    expect(urls.dialled('tls', 'Push.Example', '/devices')).toBe('wss://push.example/devices');
    expect(urls.dialled('tls', 'push.example:443', '/devices')).toBe('wss://push.example/devices');
    expect(urls.dialled('plain', 'localhost:7081', '/devices')).toBe('ws://localhost:7081/devices');
    expect(urls.dialled('plain', 'push.example', '/devices')).toBeNull();
    expect(urls.dialled('tls', 'push.example:444', '/devices')).toBeNull();
    expect(urls.dialled('tls', 'push.example', '/devices?x')).toBeNull();
  });
});

describe('a frame encoded once', () => {
  it.each([1, 80, 110, 126, 16_000, 60_000])('is read whole with %i bytes of event', async (length) => {
    const event = 'é'.repeat(length / 2) + 'x'.repeat(length % 2);
    const receiver = new Receiver({ isServer: false });
    const read = new Promise<string>((resolve) =>
      receiver.once('message', (data: Buffer) => resolve(data.toString())),
    );
    receiver.write(textFrame({ type: 'session-revoked', event }));
    expect(JSON.parse(await read)).toEqual({ type: 'session-revoked', event });
  });
  it('is not made larger than its length can say', () => {
    expect(() => textFrame({ type: 'session-revoked', event: 'x'.repeat(70_000) })).toThrow('larger');
  });
});
