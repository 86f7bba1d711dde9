import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { topicName } from '#libs/event-stream';
import { MemoryEventStream } from '#libs/event-stream/testing';
import { aGateway } from '../../support/push-gateway/a-gateway.js';
import { fuzzed, openHandles } from '../../support/push-gateway/fuzz.js';

const MIB = 1024 * 1024;
const ROUNDS = 6;
const FRAMES_A_ROUND = 20_000;

// Long: a leak of a few hundred bytes a connection shows only after tens of thousands.
it('a gateway grows by nothing, in 120,000 frames of whatever kind', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const stream = new MemoryEventStream();
  // What is kept on purpose must not hide, nor pass for, what is kept by mistake.
  const gateway = await aGateway({ stream, maxKnown: 100 });
  const heaps: number[] = [];
  const handles: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const { unregistered } = await fuzzed(gateway, FRAMES_A_ROUND);
      expect(unregistered).toEqual([]);
      for (const name of ['devicePresence', 'deviceReceipts'] as const) stream.truncate(topicName(name, ''));
      collect();
      heaps.push(process.memoryUsage().heapUsed);
      handles.push(openHandles());
    }
    // The first rounds fill caches and compile code.
    expect(heaps.at(-1)! - heaps[1]!).toBeLessThan(3 * MIB);
    expect(handles.at(-1)! - handles[1]!).toBeLessThan(20);
    expect(await (await gateway.ready()).ping()).toBe('pong');
  } finally {
    await gateway.close();
  }
}, 3_600_000);
