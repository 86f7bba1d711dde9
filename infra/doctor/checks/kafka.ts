import type { ClusterLook, TopicLook } from '#libs/event-stream';
import type { KafkaFacts } from '../facts.js';
import { ok, warning, wrong, type Finding } from '../finding.js';

export function checkKafka(facts: KafkaFacts | null): readonly Finding[] {
  if (facts === null) return [];
  const { brokers, look, fault, pairedWith } = facts;
  if (look === null)
    return [
      wrong(
        'kafka',
        `No Kafka answers at ${brokers}: ${fault}.`,
        'Start it, or mend KAFKA_BROKERS. Until then points ask at each second, and devices are not told.',
      ),
    ];
  return [
    ok('kafka', `Kafka answers at ${brokers}.`),
    cluster(look, pairedWith),
    ...look.topics.map(topic),
    ...deadLetters(look),
    groups(look),
  ];
}

function cluster({ clusterId }: ClusterLook, pairedWith: string | null): Finding {
  if (pairedWith === null || pairedWith === clusterId)
    return ok('kafka-cluster', 'The cluster is the one this database was used with, as far as is on record.');
  return wrong(
    'kafka-cluster',
    `This database belongs with Kafka cluster ${pairedWith}, and the one here is ${clusterId}: its offsets mean nothing.`,
    'Bring the right cluster back, or begin anew: npm run reset',
  );
}

function topic({ name, found, partitions, config }: TopicLook): Finding {
  const check = `topic ${name}`;
  if (found === null)
    return wrong(check, `There is no topic ${name}.`, 'Start an account API: it makes what is missing.');
  if (found.partitions < partitions)
    return wrong(
      check,
      `${name} has ${found.partitions} partitions, and ${partitions} are needed.`,
      `kafka-topics.sh --alter --topic ${name} --partitions ${partitions}, while nothing runs.`,
    );
  const off = Object.entries(config).filter(([key, value]) => !isEnough(key, found.config[key], value));
  if (off.length === 0) return ok(check, `${name} is as it should be.`);
  const settings = off.map(([key, value]) => `${key}=${value}`).join(',');
  return wrong(
    check,
    `${name} has ${off.map(([key]) => `${key}=${found.config[key] ?? 'unset'}`).join(', ')}.`,
    `kafka-configs.sh --alter --entity-type topics --entity-name ${name} --add-config ${settings}`,
  );
}

/** To keep records for longer does no harm. */
function isEnough(key: string, found: string | undefined, wanted: string): boolean {
  if (key !== 'retention.ms') return found === wanted;
  return found !== undefined && (Number(found) === -1 || Number(found) >= Number(wanted));
}

function deadLetters({ deadLetters: letters }: ClusterLook): readonly Finding[] {
  const full = letters.filter(({ records }) => records > 0);
  if (full.length === 0) return [ok('dead-letters', 'No record was put aside.')];
  return full.map(({ topic: name, records }) =>
    warning(
      'dead-letters',
      `${records} records that could not be handled stand in ${name}.`,
      'Read them with their header `reason`: docs/debugging.md',
    ),
  );
}

function groups({ abandonedGroups: left }: ClusterLook): Finding {
  // Each reader that was killed leaves one, which the broker or the next reader takes away.
  if (left.length < 20) return ok('consumer-groups', 'Hardly any group of a dead reader is left.');
  return warning(
    'consumer-groups',
    `${left.length} consumer groups of dead readers are left, such as ${left[0]}.`,
    'kafka-consumer-groups.sh --delete --group NAME; and see what kills readers so often.',
  );
}
