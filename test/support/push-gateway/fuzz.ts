import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { CLOSE } from '#libs/push-protocol';
import { anyMessage } from '#libs/push-protocol/testing';
import type { TestGateway } from './a-gateway.js';
import { aSession } from './an-issuer.js';
import { SocketClient } from './socket-client.js';

const AT_ONCE = 20;
const CODES = new Set<number>(Object.values(CLOSE).map(({ code }) => code));
const someMessages = fc.record({
  isReady: fc.boolean(),
  messages: fc.array(
    fc.oneof({ weight: 5, arbitrary: anyMessage }, { weight: 1, arbitrary: fc.uint8Array() }),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
});

export interface Fuzzed {
  readonly frames: number;
  /** Close codes that are in no registry, with what they answered. */
  readonly unregistered: readonly string[];
}

/** Says so many frames of whatever kind to a gateway, over its real sockets, before and after a hello. */
export async function fuzzed(gateway: TestGateway, frames: number, seed?: number): Promise<Fuzzed> {
  const unregistered: string[] = [];
  let said = 0;
  const samples = fc.sample(someMessages, {
    numRuns: Math.ceil(frames / 2),
    ...(seed === undefined ? {} : { seed }),
  });
  const one = async (): Promise<void> => {
    for (let sample = samples.pop(); sample !== undefined && said < frames; sample = samples.pop()) {
      const client = await connected(gateway, sample.isReady);
      for (const message of sample.messages) client.socket.send(message);
      said += sample.messages.length;
      // What was all well formed is followed by what is not.
      client.sayText('');
      const { code } = await client.closed;
      if (!CODES.has(code)) unregistered.push(`${code} to ${JSON.stringify(sample)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return { frames: said, unregistered };
}

async function connected(gateway: TestGateway, isReady: boolean): Promise<SocketClient> {
  const client = await SocketClient.challenged(gateway.url);
  if (!isReady) return client;
  await client.hello(aSession(), gateway.issuer);
  await client.hears('ready');
  return client;
}

/** Files and sockets this process holds. Linux. */
export const openHandles = (): number => readdirSync('/proc/self/fd').length;
