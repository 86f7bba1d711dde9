import type { MachineFacts } from '../facts.js';
import { ok, warning, wrong, type Finding } from '../finding.js';

const MIB = 1024 * 1024;
const NEEDED_MIB = 256;
const AMPLE_MIB = 1024;

export function checkMachine(facts: MachineFacts): readonly Finding[] {
  return [node(facts), ...services(facts), folder(facts), disk(facts), ports(facts), running(facts)];
}

function node({ node: version, nodeWanted }: MachineFacts): Finding {
  if (isAtLeast(version, nodeWanted)) return ok('node', `Node is ${version}.`);
  return wrong(
    'node',
    `Node is ${version}, and ${nodeWanted} or newer is needed.`,
    'Install a newer Node from nodejs.org, or by your version manager.',
  );
}

function services(facts: MachineFacts): readonly Finding[] {
  const { bringsUpServices, whyNoDocker, whyNoJava, whyNoMaven, hasKafka } = facts;
  if (!bringsUpServices)
    return [ok('services', 'PostgreSQL and Kafka are given by DATABASE_URL and KAFKA_BROKERS.')];
  if (whyNoDocker === null)
    return [ok('services', 'Docker answers; PostgreSQL and Kafka can run in containers.')];
  const missing = [whyNoJava, ...(hasKafka ? [] : [whyNoMaven])].filter((why) => why !== null);
  if (missing.length === 0)
    return [
      ok('services', `Docker does not answer (${whyNoDocker}); Java is there for Kafka without containers.`),
    ];
  return [
    wrong(
      'services',
      `Kafka can be brought up neither way: Docker: ${whyNoDocker}; embedded: ${missing.join('; ')}.`,
      'Start Docker, or install Java 17 and Maven, or name services that run already in DATABASE_URL and KAFKA_BROKERS.',
    ),
  ];
}

function folder({ folder: { path, exists, writable } }: MachineFacts): Finding {
  if (!exists) return ok('folder', `The data folder ${path} is not there yet; npm start makes it.`);
  if (writable) return ok('folder', `The data folder ${path} can be written.`);
  return wrong(
    'folder',
    `The data folder ${path} belongs to another user.`,
    `Run as the user who made it, or give it back: chown -R "$USER" ${path}`,
  );
}

function disk({ folder: { path, freeBytes } }: MachineFacts): Finding {
  const mib = Math.floor(freeBytes / MIB);
  if (mib < NEEDED_MIB)
    return wrong(
      'disk',
      `The disk is nearly full: ${mib} MiB are left for ${path}, and ${NEEDED_MIB} are needed.`,
      'Make room. PostgreSQL and Kafka stop hard on a full disk.',
    );
  if (mib < AMPLE_MIB)
    return warning('disk', `Only ${mib} MiB are left for ${path}.`, 'Make room before the logs need it.');
  return ok('disk', `${mib} MiB are free for ${path}.`);
}

function ports({ portsInUse, running: pid }: MachineFacts): Finding {
  if (pid !== null) return ok('ports', 'The ports are in use by the Signoff that runs here.');
  const [first] = portsInUse;
  if (first === undefined) return ok('ports', 'All ports are free.');
  return wrong(
    'ports',
    `In use by something else: ${portsInUse.map(({ what, port }) => `${port} (${what})`).join(', ')}.`,
    `See who it is (ss -ltnp 'sport = :${first.port}') and stop it, or use others: npm start -- --port-offset 100`,
  );
}

function running({ running: pid }: MachineFacts): Finding {
  if (pid !== null) return ok('running', `Signoff runs here, as process ${pid}.`);
  return warning('running', 'Signoff does not run here, so its servers were not asked.', 'npm start');
}

function isAtLeast(version: string, wanted: string): boolean {
  const [have, need] = [version, wanted].map((text) => text.replace(/^\D+/, '').split('.').map(Number));
  for (const [index, part] of (need as number[]).entries()) {
    const has = (have as number[])[index] ?? 0;
    if (has !== part) return has > part;
  }
  return true;
}
