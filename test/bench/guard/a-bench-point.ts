import { randomUUID } from 'node:crypto';
import { Enforcement } from '#libs/enforcement';
import { topicName } from '#libs/event-stream';
import { MemoryEventStream } from '#libs/event-stream/testing';
import type { Predicate } from '#libs/revocation-index';
import type { Verify } from '#libs/security-event';

const BEAT_MS = 250;
const TOPIC = topicName('securityEvents', '');

export interface BenchPoint {
  readonly point: Enforcement;
  stop(): Promise<void>;
}

/** A real enforcement point that is fresh, over a stream in memory, and holds so many revoked sessions of others. */
export async function aBenchPoint(
  issuer: string,
  keyOf: (kid: string) => Verify | null,
  revocations: number,
): Promise<BenchPoint> {
  const stream = new MemoryEventStream(3, () => Date.now());
  const beat = async (): Promise<void> => {
    const value = JSON.stringify({ v: 1, databaseTime: Date.now(), unsentForMs: 0 });
    for (const partition of [0, 1, 2])
      await stream.publish({ topic: TOPIC, key: 'beat', value, headers: { type: 'beat' }, partition });
  };
  const predicates: Predicate[] = Array.from({ length: revocations }, () => ({
    type: 'session',
    sid: randomUUID(),
  }));
  const silent = (): void => undefined;
  const point = new Enforcement({
    point: 'bench',
    kind: 'resource-server',
    issuer,
    stream,
    topicPrefix: '',
    snapshots: { read: () => Promise.resolve({ databaseTime: Date.now(), predicates, understood: true }) },
    keyOf,
    onRevoked: silent,
    onReread: silent,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  });
  const timer = setInterval(() => void beat(), BEAT_MS);
  await point.start();
  if (point.state.held.sids !== revocations) throw new Error('the point does not hold what it was given');
  return {
    point,
    stop: async () => {
      clearInterval(timer);
      await point.stop();
    },
  };
}
