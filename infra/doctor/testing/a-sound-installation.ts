import type { Facts } from '../facts.js';

export const NOW = Date.UTC(2026, 0, 1);
export const DAY_MS = 86_400_000;

/** An installation of which nothing is amiss. */
export const aSoundInstallation = (): Facts => ({
  machine: {
    node: '20.20.2',
    nodeWanted: '>=20.19',
    running: 42,
    bringsUpServices: true,
    whyNoDocker: null,
    whyNoJava: null,
    whyNoMaven: null,
    hasKafka: false,
    folder: { path: '/data', exists: true, writable: true, freeBytes: 10 * 1024 ** 3 },
    portsInUse: [],
  },
  keys: {
    folder: '/keys',
    exists: true,
    missing: [],
    open: [],
    certificate: {
      validFrom: NOW - DAY_MS,
      validTo: NOW + 400 * DAY_MS,
      ofThisCa: true,
      keyFits: true,
      namesIssuer: true,
    },
    issuer: 'https://localhost:7443',
    issuerKeys: 1,
  },
  database: {
    where: 'db:5432/signoff',
    fault: null,
    found: {
      version: 18,
      migrationsMissing: [],
      migrationsUnknown: [],
      clockAheadMs: 3,
      unsent: 0,
      oldestUnsentMs: 0,
      unconfirmed: 0,
      presence: [{ gateway: 'gateway-1', boot: 'b1', devices: 3 }],
    },
  },
  kafka: {
    brokers: 'kafka:9092',
    fault: null,
    pairedWith: 'c1',
    look: {
      clusterId: 'c1',
      topics: [
        {
          name: 'security-events',
          partitions: 6,
          config: { 'message.timestamp.type': 'LogAppendTime', 'retention.ms': '7776000000' },
          found: {
            partitions: 6,
            config: { 'message.timestamp.type': 'LogAppendTime', 'retention.ms': '7776000000' },
          },
        },
      ],
      deadLetters: [{ topic: 'device-receipts.dead-letter', records: 0 }],
      abandonedGroups: [],
    },
  },
  servers: [{ name: 'push-gateway', url: 'http://127.0.0.1:7091', dead: null, notReady: {} }],
  points: {
    fault: null,
    points: [{ point: 'gateway-1', boot: 'b1', counted: true, fresh: true, silentForMs: 200, behind: 6 }],
  },
  discovery: {
    url: 'https://localhost:7443/.well-known',
    fault: null,
    issuer: 'https://localhost:7443',
    wanted: 'https://localhost:7443',
  },
});
