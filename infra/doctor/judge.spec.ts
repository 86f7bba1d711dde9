// Long on purpose: one row a fault that the doctor must find.
import type { Facts } from './facts.js';
import type { Finding } from './finding.js';
import { judge } from './judge.js';
import { aSoundInstallation, DAY_MS, NOW } from './testing/a-sound-installation.js';

type Changed<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Changed<T[K]> }
    : T;

function changed<T>(value: T, over: Changed<T>): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return over as T;
  if (typeof over !== 'object' || over === null) return over as T;
  const entries = Object.entries(over).map(([key, part]) => {
    const before = (value as Record<string, unknown>)[key];
    return [key, typeof before === 'object' && before !== null ? changed(before, part as never) : part];
  });
  return { ...value, ...Object.fromEntries(entries) } as T;
}

const amiss = (over: Changed<Facts>): readonly Finding[] =>
  judge(changed<Facts>(aSoundInstallation(), over), { now: NOW, unconfirmedForMs: 60_000 }).filter(
    ({ level }) => level !== 'ok',
  );

const topicWith = (found: object | null): Changed<Facts> => {
  const [topic] = aSoundInstallation().kafka!.look!.topics;
  return { kafka: { look: { topics: [{ ...topic!, found: found as never }] } } };
};

describe('the doctor', () => {
  it('finds nothing amiss where nothing is', () => {
    const findings = judge(aSoundInstallation(), { now: NOW, unconfirmedForMs: 60_000 });
    expect(findings.filter(({ level }) => level !== 'ok')).toEqual([]);
    expect(findings.length).toBeGreaterThanOrEqual(20);
  });

  it.each<[string, Changed<Facts>, string, Finding['level'], RegExp, RegExp]>([
    ['an old Node', { machine: { node: '18.20.0' } }, 'node', 'wrong', /18\.20\.0/, /newer Node/],
    [
      'neither Docker nor Java',
      { machine: { whyNoDocker: 'no engine', whyNoJava: 'there is no Java', whyNoMaven: 'no mvn' } },
      'services',
      'wrong',
      /no engine.*there is no Java.*no mvn/,
      /DATABASE_URL/,
    ],
    [
      'a data folder of another user',
      { machine: { folder: { writable: false } } },
      'folder',
      'wrong',
      /another user/,
      /chown/,
    ],
    ['a full disk', { machine: { folder: { freeBytes: 1024 ** 2 } } }, 'disk', 'wrong', /1 MiB/, /Make room/],
    [
      'a disk that fills',
      { machine: { folder: { freeBytes: 500 * 1024 ** 2 } } },
      'disk',
      'warning',
      /500 MiB/,
      /Make room/,
    ],
    [
      'a port in use while nothing of ours runs',
      { machine: { running: null, portsInUse: [{ what: 'account pages', port: 7080 }] } },
      'ports',
      'wrong',
      /7080 \(account pages\)/,
      /--port-offset/,
    ],
    ['nothing that runs', { machine: { running: null } }, 'running', 'warning', /does not run/, /npm start/],
    ['a key that is missing', { keys: { missing: ['tls.key'] } }, 'keys', 'wrong', /lacks tls\.key/, /copy/],
    ['issuer keys that cannot be read', { keys: { issuerKeys: null } }, 'keys', 'wrong', /jwks/, /copy/],
    [
      'a key others can read',
      { keys: { open: [{ name: 'tls.key', mode: '644' }] } },
      'key-modes',
      'wrong',
      /tls\.key \(644\)/,
      /chmod 600 \/keys\/tls\.key/,
    ],
    ['no certificate', { keys: { certificate: null } }, 'certificate', 'wrong', /no certificate/, /new one/],
    [
      'a certificate that expired',
      { keys: { certificate: { validTo: NOW - 3 * DAY_MS } } },
      'certificate',
      'wrong',
      /expired 3 days ago/,
      /new one/,
    ],
    [
      'a certificate about to expire',
      { keys: { certificate: { validTo: NOW + 10 * DAY_MS } } },
      'certificate',
      'warning',
      /10 days/,
      /new one/,
    ],
    [
      'a certificate of the future',
      { keys: { certificate: { validFrom: NOW + DAY_MS } } },
      'certificate',
      'wrong',
      /not valid yet/,
      /clock/,
    ],
    [
      'another key than the certificate’s',
      { keys: { certificate: { keyFits: false } } },
      'certificate',
      'wrong',
      /not the key/,
      /new one/,
    ],
    [
      'a certificate for another host',
      { keys: { certificate: { namesIssuer: false } } },
      'certificate',
      'wrong',
      /does not name the host/,
      /SIGNOFF_ISSUER/,
    ],
    [
      'a certificate of another authority',
      { keys: { certificate: { ofThisCa: false } } },
      'certificate',
      'warning',
      /descend/,
      /SIGNOFF_CA_FILE/,
    ],
    [
      'a database that does not answer',
      { database: { fault: 'ECONNREFUSED', found: null as never } },
      'database',
      'wrong',
      /ECONNREFUSED/,
      /DATABASE_URL/,
    ],
    ['an old database', { database: { found: { version: 11 } } }, 'database', 'wrong', /11/, /14/],
    [
      'a migration that has not run',
      { database: { found: { migrationsMissing: ['Polls'] } } },
      'migrations',
      'warning',
      /Polls/,
      /account API/,
    ],
    [
      'a migration of a newer release',
      { database: { found: { migrationsUnknown: ['Later'] } } },
      'migrations',
      'wrong',
      /Later/,
      /newer release/,
    ],
    [
      'a clock that is off',
      { database: { found: { clockAheadMs: -5_000 } } },
      'clock',
      'warning',
      /5000/,
      /NTP/,
    ],
    [
      'a clock that is far off',
      { database: { found: { clockAheadMs: 120_000 } } },
      'clock',
      'wrong',
      /120000/,
      /NTP/,
    ],
    [
      'an event that waits',
      { database: { found: { unsent: 2, oldestUnsentMs: 9_000 } } },
      'outbox',
      'wrong',
      /2 events.*9 s/,
      /Kafka/,
    ],
    [
      'sign-outs without a receipt',
      { database: { found: { unconfirmed: 4 } } },
      'unconfirmed',
      'warning',
      /4 sign-outs.*60 s/,
      /txn/,
    ],
    [
      'presence on a gateway that is no more',
      { database: { found: { presence: [{ gateway: 'gateway-9', boot: 'gone', devices: 7 }] } } },
      'presence',
      'warning',
      /7 devices.*gateway-9/,
      /enforcement-progress/,
    ],
    [
      'a Kafka that does not answer',
      { kafka: { fault: 'ECONNREFUSED', look: null as never } },
      'kafka',
      'wrong',
      /ECONNREFUSED/,
      /KAFKA_BROKERS/,
    ],
    ['another cluster', { kafka: { pairedWith: 'c0' } }, 'kafka-cluster', 'wrong', /c0.*c1/, /reset/],
    ['a missing topic', topicWith(null), 'topic security-events', 'wrong', /no topic/, /account API/],
    [
      'a topic with too few partitions',
      topicWith({ partitions: 1, config: aSoundInstallation().kafka!.look!.topics[0]!.config }),
      'topic security-events',
      'wrong',
      /1 partitions/,
      /--partitions 6/,
    ],
    [
      'a topic dated by its writers, and kept too short',
      topicWith({
        partitions: 6,
        config: { 'message.timestamp.type': 'CreateTime', 'retention.ms': '1000' },
      }),
      'topic security-events',
      'wrong',
      /CreateTime.*1000/,
      /message\.timestamp\.type=LogAppendTime,retention\.ms=7776000000/,
    ],
    [
      'dead letters',
      { kafka: { look: { deadLetters: [{ topic: 'device-receipts.dead-letter', records: 2 }] } } },
      'dead-letters',
      'warning',
      /2 records.*device-receipts\.dead-letter/,
      /reason/,
    ],
    [
      'groups of dead readers',
      { kafka: { look: { abandonedGroups: Array.from({ length: 40 }, (_, n) => `g${n}`) } } },
      'consumer-groups',
      'warning',
      /40 consumer groups/,
      /--delete/,
    ],
    [
      'a server that does not answer',
      { servers: [{ name: 'push-gateway', url: 'http://x', dead: 'ECONNREFUSED', notReady: {} }] },
      'server push-gateway',
      'wrong',
      /ECONNREFUSED/,
      /push-gateway\.log/,
    ],
    [
      'a server that is not ready',
      { servers: [{ name: 'push-gateway', url: 'http://x', dead: null, notReady: { Kafka: 'away' } }] },
      'server push-gateway',
      'wrong',
      /Kafka: away/,
      /Mend/,
    ],
    [
      'an account API that does not know its points',
      { points: { fault: 'it answered 500' } },
      'points',
      'wrong',
      /500/,
      /internal/,
    ],
    ['no point at all', { points: { points: [] } }, 'points', 'warning', /No enforcement point/, /gateway/],
    [
      'a silent point',
      {
        points: {
          points: [{ point: 'g', boot: 'b1', counted: false, fresh: true, silentForMs: 9_000, behind: null }],
        },
      },
      'point g',
      'wrong',
      /9 s and is counted out/,
      /Kafka/,
    ],
    [
      'a point that is not fresh',
      {
        points: {
          points: [{ point: 'g', boot: 'b1', counted: true, fresh: false, silentForMs: 1, behind: 0 }],
        },
      },
      'point g',
      'wrong',
      /cannot tell/,
      /not fresh/,
    ],
    [
      'a point that is far behind',
      {
        points: {
          points: [{ point: 'g', boot: 'b1', counted: true, fresh: true, silentForMs: 1, behind: 999 }],
        },
      },
      'point g',
      'warning',
      /999 records/,
      /CPU/,
    ],
    [
      'a discovery document devices cannot read',
      { discovery: { fault: 'unable to verify the first certificate' } },
      'discovery',
      'wrong',
      /unable to verify/,
      /SIGNOFF_CA_FILE/,
    ],
    [
      'an issuer of another name',
      { discovery: { issuer: 'https://other' } },
      'discovery',
      'wrong',
      /https:\/\/other/,
      /SIGNOFF_ISSUER/,
    ],
  ])('finds %s, and nothing else', (_, over, check, level, says, todo) => {
    const found = amiss(over).filter((one) => one.check === check);
    expect(found).toMatchObject([{ level }]);
    expect(found[0]?.says).toMatch(says);
    expect(found[0]?.todo).toMatch(todo);
    const others = amiss(over).filter((one) => one.check !== check && one.check !== 'running');
    // Devices on a gateway that is not known are a fault of their own.
    expect(others.filter((one) => one.check !== 'presence')).toEqual([]);
  });

  it('asks for keys only once there are some, and for topics to be kept at least so long', () => {
    expect(amiss({ keys: { exists: false, missing: ['tls.key'] } })).toEqual([]);
    const config = { 'message.timestamp.type': 'LogAppendTime', 'retention.ms': '-1' };
    expect(amiss(topicWith({ partitions: 12, config }))).toEqual([]);
  });
});
