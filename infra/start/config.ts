import { defineConfig, integer, list, optional, text, url, type Values } from '#libs/configuration';

/** What `npm start` reads of its environment; the rest is handed on to the processes it starts. */
export const startConfig = defineConfig('start', {
  databaseUrl: optional(
    url('DATABASE_URL', {
      protocols: ['postgres', 'postgresql'],
      doc: 'A PostgreSQL that runs already. Unset: one is brought up.',
    }),
  ),
  kafkaBrokers: optional(
    list('KAFKA_BROKERS', { doc: 'A Kafka that runs already, host:port. Unset: one is brought up.' }),
  ),
  services: text('SIGNOFF_SERVICES', {
    default: 'auto',
    doc: 'How PostgreSQL and Kafka are brought up: docker, embedded, or auto, the first that is to be had.',
  }),
  dataDir: text('SIGNOFF_DATA_DIR', {
    default: '.signoff',
    doc: 'Where everything is kept across stops: data, keys, logs, the household.',
  }),
  portOffset: integer('SIGNOFF_PORT_OFFSET', {
    default: 0,
    min: 0,
    max: 50_000,
    doc: 'Added to every port, so that two checkouts run side by side. Also --port-offset.',
  }),
  gateways: integer('SIGNOFF_GATEWAYS', {
    default: 1,
    min: 1,
    max: 8,
    doc: 'How many push gateways are started. Devices spread over them. Also --gateways.',
  }),
});

export type StartConfig = Values<(typeof startConfig)['settings']>;
