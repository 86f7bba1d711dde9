import { randomUUID } from 'node:crypto';
import {
  CAEP_SESSION_REVOKED,
  PREDICATE,
  encodeJws,
  SECURITY_EVENT_TYPE,
  securityEventClaims,
} from '#libs/security-event';
import type { Fault } from '../fault.js';
import type { Rig } from '../rig.js';
import { eventsTopic, withAdmin, withProducer } from './kafka.js';

/** As an account API of a later version might sign it: all is in order, and its predicate is of a kind to come. */
async function ofTomorrow({ stack: { issuer, keys } }: Rig): Promise<string> {
  const claims = securityEventClaims({
    jti: randomUUID(),
    txn: randomUUID(),
    issuer,
    sub: null,
    predicate: { type: 'class', cutoff: 0, kinds: ['tv'] },
    initiatingEntity: 'admin',
    revokedAt: Date.now(),
    receiptWindowMs: 0,
  });
  const event = claims.events[CAEP_SESSION_REVOKED];
  const newer = { ...event, [PREDICATE]: { type: 'constellation', cutoff: 0 } };
  return encodeJws(
    { alg: 'ES256', typ: SECURITY_EVENT_TYPE, kid: keys.issuer.kid },
    JSON.stringify({ ...claims, events: { [CAEP_SESSION_REVOKED]: newer } }),
    keys.issuer.sign,
  );
}

export const records: readonly Fault[] = [
  {
    id: 'newer-record',
    what: 'Events of a newer version stand in the stream: of a type, a predicate and a beat that nobody here understands.',
    lastsMs: { full: 1_000, short: 0 },
    begin: async (rig) => {
      const topic = eventsTopic(rig);
      const set = await ofTomorrow(rig);
      const partitions = await withAdmin(rig, (admin) => admin.fetchTopicOffsets(topic));
      const messages = partitions.flatMap(({ partition }) =>
        (
          [
            ['set-2', set],
            ['set', set],
            ['beat', '{"v":2}'],
          ] as const
        ).map(([type, value]) => ({ partition, key: 'tomorrow', value, headers: { type } })),
      );
      await withProducer(rig, (producer) => producer.send({ topic, messages }));
      return {};
    },
  },
];
