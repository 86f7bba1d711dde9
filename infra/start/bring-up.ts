import { migrate } from '#libs/database';
import { ensureTopics } from '#libs/event-stream';
import { makeDemo } from '../household/demo-account.js';
import { makeDemoOperators } from '../household/demo-operators.js';
import { Household } from '../household/household.js';
import { makeKeysOnce } from '../keys/make-keys.js';
import type { Started } from '../processes/started.js';
import type { Progress } from '../progress.js';
import { ServicesRecord } from '../services/record.js';
import { bringUpServices } from '../services/services.js';
import { tour } from '../tour/tour.js';
import type { StartArguments } from './arguments.js';
import { checkPorts } from './check-ports.js';
import { reloadOnSave } from './reload-on-save.js';
import { portsOf, type Layout, type Ports } from './layout.js';
import { writeRunFile } from './run-file.js';
import { addressesOf, Servers } from './servers.js';
import { obeyWords, welcome } from './terminal.js';

/** Everything, in order. Resolves when a tour is over; without one it goes on until somebody stops it. */
export async function bringUp(
  { config, tour: isTour, terminal, watch }: StartArguments,
  layout: Layout,
  started: Started,
  progress: Progress,
): Promise<'finished'> {
  const ports = portsOf(config.portOffset, config.gateways);
  const record = new ServicesRecord(layout.folder);
  await checkPorts(portsToUse(ports, record, config));
  progress.say('Signoff is starting.');
  await makeKeysOnce(layout.keys);
  const services = await bringUpServices({
    root: process.cwd(),
    dataDir: layout.folder,
    logsDir: layout.logs,
    databaseUrl: config.databaseUrl,
    kafkaBrokers: config.kafkaBrokers,
    choice: config.services as 'auto' | 'docker' | 'embedded',
    ports,
    record,
    started,
    progress,
    onDatabase: async (url) => void (await migrate(url)),
  });
  await ensureTopics(
    { brokers: services.brokers, clientId: 'signoff' },
    process.env['SIGNOFF_TOPIC_PREFIX'] ?? '',
  );
  const servers = new Servers(services, ports, layout, started);
  await progress.during('Servers are starting', servers.start());
  const addresses = addressesOf(ports, layout);
  const run = { ...addresses, kafkaBrokers: services.brokers.join(','), databaseUrl: services.databaseUrl };
  if (isTour) {
    await tour({ ...addresses, folder: layout.folder, logsDir: layout.logs, started, progress });
    return 'finished';
  }
  await Promise.all([
    makeDemo(layout.demo, addresses.accountUrl),
    makeDemoOperators(layout.operators, services.databaseUrl),
  ]);
  const household = terminal ? await inThisTerminal() : null;
  writeRunFile(layout, run);
  welcome(household, run, layout, progress);
  if (household !== null) {
    household.narrate((line) => {
      if (!started.isStopping) progress.say(line);
    });
    obeyWords(household, process.stdin, progress);
  }
  if (watch) return reloadOnSave(process.cwd(), servers, progress);
  return new Promise<never>(() => undefined);

  function inThisTerminal(): Promise<Household> {
    const { logs: logsDir, devices: devicesDir, demo: demoFile } = layout;
    return progress.during(
      'A television and a phone are being linked',
      Household.open({ ...addresses, logsDir, devicesDir, demoFile, started, progress }),
    );
  }
}

/** Those of services that run already, or that Docker still holds for us, are not ours to check. */
function portsToUse(
  ports: Ports,
  record: ServicesRecord,
  config: StartArguments['config'],
): (readonly [string, number])[] {
  const postgres = config.databaseUrl === null && record.keptBy('postgres') !== 'docker';
  const kafka = config.kafkaBrokers === null && record.keptBy('kafka') !== 'docker';
  return [
    ['account pages', ports.accountPlain],
    ['account API, TLS', ports.accountTls],
    ['account API, internal', ports.accountInternal],
    ...ports.gateways.flatMap(
      ({ tls, plain, internal }) =>
        [
          ['push gateway, TLS', tls],
          ['push gateway, plain', plain],
          ['push gateway, internal', internal],
        ] as const,
    ),
    ['playback API, TLS', ports.playback.tls],
    ['playback API, plain', ports.playback.plain],
    ['playback API, internal', ports.playback.internal],
    ['device pages', ports.pages],
    ...(postgres ? ([['PostgreSQL', ports.postgres]] as const) : []),
    ...(kafka
      ? ([
          ['Kafka', ports.kafka],
          ['Kafka’s controller', ports.kafkaController],
        ] as const)
      : []),
  ];
}
