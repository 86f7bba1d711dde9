import { randomUUID } from 'node:crypto';
import { Enforcement, httpSnapshots, type EnforcementOptions, type HeardRevocation } from '#libs/enforcement';
import { KafkajsEventStream } from '#libs/event-stream';
import { nodeVerifier, openLogger } from '#libs/service-runtime';
import type { Installation } from '../account-api/installation.js';
import type { Instance } from '../account-api/instance.js';

export interface RealPoint {
  readonly enforcement: Enforcement;
  readonly heard: readonly HeardRevocation[];
  rereads(): number;
  close(): Promise<void>;
}

/** An enforcement point with a Kafka connection of its own, as an app would have; not started yet. */
export async function aPoint(
  { brokers, config, keys }: Installation,
  { internalUrl, issuer }: Pick<Instance, 'internalUrl' | 'issuer'>,
  overrides: Partial<EnforcementOptions> = {},
): Promise<RealPoint> {
  const stream = await KafkajsEventStream.open({ brokers, clientId: 'point' });
  const heard: HeardRevocation[] = [];
  let rereads = 0;
  const known = new Map(keys.all.map(({ kid, publicJwk }) => [kid, nodeVerifier(publicJwk)]));
  const enforcement = new Enforcement({
    point: `point-${randomUUID()}`,
    kind: 'push-gateway',
    issuer,
    stream,
    topicPrefix: config.topicPrefix,
    snapshots: httpSnapshots(internalUrl),
    keyOf: (kid) => known.get(kid) ?? null,
    onRevoked: (one) => void heard.push(one),
    onReread: () => void rereads++,
    logger: openLogger('point', { level: process.env['TEST_LOG'] ?? 'silent' }),
    ...overrides,
  });
  return {
    enforcement,
    heard,
    rereads: () => rereads,
    close: async () => {
      await enforcement.stop();
      await stream.close();
    },
  };
}
