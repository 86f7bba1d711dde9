import {
  grouped,
  topicName,
  type ConnectionPresence,
  type OutgoingRecord,
  type PresenceRecord,
} from '#libs/event-stream';

/** At most sixteen records, in which what is said of a session stays in its order. */
export function presenceRecords(
  said: readonly ConnectionPresence[],
  of: { readonly topicPrefix: string; readonly gateway: string; readonly boot: string },
): readonly OutgoingRecord[] {
  const topic = topicName('devicePresence', of.topicPrefix);
  const { gateway, boot } = of;
  return [...grouped(said, ({ sid }) => sid.slice(0, 1))].map(([key, connections]) => {
    const record: PresenceRecord = { v: 1, gateway, boot, connections };
    return { topic, key, value: JSON.stringify(record) };
  });
}
