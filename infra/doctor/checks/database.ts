import type { DatabaseFacts, PointsFacts } from '../facts.js';
import { ok, warning, wrong, type Finding } from '../finding.js';

const OLDEST_VERSION = 14;
const CLOCK_WARN_MS = 2_000;
const CLOCK_WRONG_MS = 60_000;
/** A point stops being fresh at two seconds. */
const UNSENT_WARN_MS = 1_000;
const UNSENT_WRONG_MS = 2_000;

type Found = NonNullable<DatabaseFacts['found']>;

export function checkDatabase(
  facts: DatabaseFacts | null,
  points: PointsFacts | null,
  unconfirmedForMs: number,
): readonly Finding[] {
  if (facts === null) return [];
  const { where, found, fault } = facts;
  if (found === null)
    return [
      wrong(
        'database',
        `No database answers at ${where}: ${fault}.`,
        'Start it, or mend DATABASE_URL. Until then nobody can sign in or out.',
      ),
    ];
  return [
    version(where, found),
    migrations(found),
    clock(found),
    outbox(found),
    unconfirmed(found, unconfirmedForMs),
    ...presence(found, points),
  ];
}

function version(where: string, { version: major }: Found): Finding {
  if (major >= OLDEST_VERSION) return ok('database', `PostgreSQL ${major} answers at ${where}.`);
  return wrong(
    'database',
    `PostgreSQL ${major} at ${where} is too old.`,
    `Use PostgreSQL ${OLDEST_VERSION} or newer.`,
  );
}

function migrations({ migrationsMissing: missing, migrationsUnknown: unknown }: Found): Finding {
  if (unknown.length > 0)
    return wrong(
      'migrations',
      `The database was migrated by a newer release: ${unknown.join(', ')}.`,
      'Start the newer release, or point DATABASE_URL at another database.',
    );
  if (missing.length > 0)
    return warning(
      'migrations',
      `${missing.length} migrations have not run: ${missing.join(', ')}.`,
      'Start an account API of this release: it runs them.',
    );
  return ok('migrations', 'All migrations of this release have run, and no others.');
}

function clock({ clockAheadMs }: Found): Finding {
  const off = Math.abs(clockAheadMs);
  const says = `The clocks of the database and this machine differ by ${Math.round(off)} ms`;
  if (off < CLOCK_WARN_MS) return ok('clock', `${says}.`);
  const todo = 'Run NTP (chrony, systemd-timesyncd) on both.';
  if (off < CLOCK_WRONG_MS)
    return warning('clock', `${says}; nothing is judged by them, times shown are.`, todo);
  return wrong('clock', `${says}: tokens may count as expired, or live too long.`, todo);
}

function outbox({ unsent, oldestUnsentMs: age }: Found): Finding {
  if (unsent === 0 || age < UNSENT_WARN_MS) return ok('outbox', 'No event waits to be published.');
  const says = `${unsent} events wait to be published, the oldest for ${seconds(age)}`;
  const todo = 'See that Kafka answers, and what the account API logs: "publishing what was left over".';
  if (age < UNSENT_WRONG_MS) return warning('outbox', `${says}.`, todo);
  return wrong('outbox', `${says}: no enforcement point is fresh, so all of them ask or refuse.`, todo);
}

function unconfirmed({ unconfirmed: count }: Found, forMs: number): Finding {
  if (count === 0) return ok('unconfirmed', 'No sign-out waits for a receipt that should have come.');
  return warning(
    'unconfirmed',
    `${count} sign-outs of devices that have been connected since have no receipt after ${seconds(forMs)}.`,
    'They are blocked all the same. Follow one by its txn: docs/debugging.md',
  );
}

function presence({ presence: rows }: Found, points: PointsFacts | null): readonly Finding[] {
  if (points === null || points.fault !== null) return [];
  const known = new Set(points.points.map(({ boot }) => boot));
  const strangers = rows.filter(({ boot }) => !known.has(boot));
  if (strangers.length === 0) return [ok('presence', 'No device is shown on a gateway that is no more.')];
  const devices = strangers.reduce((sum, one) => sum + one.devices, 0);
  const names = [...new Set(strangers.map(({ gateway }) => gateway))];
  return [
    warning(
      'presence',
      `${devices} devices are shown online on gateways that are no more: ${names.join(', ')}.`,
      'An account API forgets them within two minutes of hearing others. If they stay, see whether it reads enforcement-progress.',
    ),
  ];
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
