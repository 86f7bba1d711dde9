import { deadLetterName, TOPICS, type TopicDefinition } from '#libs/event-stream';
import {
  ACTIVITY_RECORD,
  BEAT,
  PRESENCE_RECORD,
  PROGRESS_RECORD,
  RECEIPT_HEADER,
  RECEIPT_RECORD,
  receiptClaims,
  SET_HEADER,
  SETS,
  TELLING_STOPPED_CLAIMS,
} from './event-examples.js';
import { code, json, table } from './markdown.js';
import { wholePage } from './page.js';

const topics: readonly TopicDefinition[] = Object.values(TOPICS);

/** docs/events.md: every topic, and one example of everything that stands in one. */
export const eventsPage = wholePage(
  'docs/events.md',
  async () => `# Topics and records

${table(['topic', 'partitions', 'key', 'read by', 'settings'], topics.map(topicRow))}

${topics
  .filter(({ shared }) => shared)
  .map(({ name }) => code(deadLetterName(name)))
  .join(
    ' and ',
  )} hold what a shared reader could not handle after its attempts, as it came, with the reason in the
headers. A person reads them.

Every JSON record says its version, \`v\`. A reader passes over members it does not know and does not act on a
version it does not know. The key decides the partition, and with it the order.

## security-events

Three kinds of record, told apart by the header \`type\`.

**\`type: set\`**: a Security Event Token (RFC 8417) in compact form; the header \`txn\` names the
sign-out, and \`traceparent\` (W3C Trace Context) is made from it. What is
signed is the text that was stored with the decision, so every copy has one hash. Its JOSE header:

${json(SET_HEADER)}

${SETS.map(([title, claims]) => `${title}:\n\n${json(claims)}`).join('\n\n')}

**\`type: telling-stopped\`**: a SET too, of an event type of our own, in the partition of the revocation it speaks of:
an operator ended the telling. Gateways write no more frames for it. The revocation stands, and whoever was not told
learns it from the token endpoint.

${json(TELLING_STOPPED_CLAIMS)}

**\`type: beat\`**: written to every partition each 250 ms by one account API. A point that hears none for two seconds
stops trusting what it knows.

${json(BEAT)}

## device-receipts

Receipts as devices sent them, and who took them: those of one sign-out that came at about one time. Headers \`txn\` and \`traceparent\` as its event has them, where the
gateway told it.

${json(RECEIPT_RECORD)}

The receipt is a JWS by the device’s key. Header and claims:

${json(RECEIPT_HEADER)}

${json(await receiptClaims())}

## device-presence

An entry when a session is ready on a gateway, one when that connection ends, those of about one time in a record. Offline removes only its own row.

${json(PRESENCE_RECORD)}

## enforcement-progress

What a point has applied: after each event, and each 500 ms. \`gone: true\` is its last word when it stops in order.

${json(PROGRESS_RECORD)}

## account-activity

“Something changed”, of about one time and one sign-out: the pages that are open look at the state again. It carries no state itself. What is part of a sign-out names it by \`txn\`, in the headers too.

${json(ACTIVITY_RECORD)}`,
);

const topicRow = ({ name, partitions, key, readBy, config }: TopicDefinition): readonly string[] => [
  code(name),
  String(partitions),
  key,
  readBy,
  Object.entries(config)
    .map(([setting, value]) => code(`${setting}=${value}`))
    .join(' '),
];
