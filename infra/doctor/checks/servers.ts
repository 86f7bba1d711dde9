import type { DiscoveryFacts, PointFacts, PointsFacts, ServerFacts } from '../facts.js';
import { ok, warning, wrong, type Finding } from '../finding.js';

const SILENT_MS = 2_000;
/** Six beats come each quarter of a second, and a report each half: so many are always under way. */
const BEHIND = 200;

export const checkServers = (servers: readonly ServerFacts[]): readonly Finding[] => servers.map(server);

function server({ name, url, dead, notReady }: ServerFacts): Finding {
  if (dead !== null)
    return wrong(
      `server ${name}`,
      `${name} does not answer at ${url}: ${dead}.`,
      `See the end of its log, .signoff/logs/${name}.log, and start it again.`,
    );
  const amiss = Object.entries(notReady);
  if (amiss.length === 0) return ok(`server ${name}`, `${name} is alive and ready.`);
  return wrong(
    `server ${name}`,
    `${name} is alive and not ready: ${amiss.map(([check, says]) => `${check}: ${says}`).join('; ')}.`,
    'Mend what it names; it becomes ready by itself.',
  );
}

export function checkPoints(facts: PointsFacts | null): readonly Finding[] {
  if (facts === null) return [];
  if (facts.fault !== null)
    return [
      wrong(
        'points',
        `The account API does not say who lets sessions in: ${facts.fault}.`,
        'See that its internal listener answers.',
      ),
    ];
  if (facts.points.length === 0)
    return [
      warning(
        'points',
        'No enforcement point is known: a sign-out counts as blocked at its commit.',
        'Start a push gateway or a resource server, or see why none reports.',
      ),
    ];
  return facts.points.map(point);
}

function point({ point: name, counted, fresh, silentForMs, behind }: PointFacts): Finding {
  const check = `point ${name}`;
  if (!counted || silentForMs > SILENT_MS)
    return wrong(
      check,
      `${name} has said nothing for ${Math.round(silentForMs / 100) / 10} s${counted ? '' : ' and is counted out'}.`,
      'If it was stopped for good, nothing. Else see whether it runs, and whether it reaches Kafka.',
    );
  if (!fresh)
    return wrong(
      check,
      `${name} cannot tell now who is signed in: it asks at each second, or refuses.`,
      'Its log says why: "not fresh". Most often no beats come: see the account API and Kafka.',
    );
  if (behind !== null && behind > BEHIND)
    return warning(
      check,
      `${name} is ${behind} records behind.`,
      'See its CPU, and what it is ending: "revocation applied".',
    );
  return ok(check, `${name} is fresh.`);
}

export function checkDiscovery(facts: DiscoveryFacts | null): readonly Finding[] {
  if (facts === null) return [];
  const { url, fault, issuer, wanted } = facts;
  if (fault !== null)
    return [
      wrong(
        'discovery',
        `Devices cannot read ${url}: ${fault}.`,
        'See that the TLS listener answers, and that SIGNOFF_CA_FILE is the authority of its certificate.',
      ),
    ];
  if (issuer !== wanted)
    return [
      wrong(
        'discovery',
        `${url} names the issuer ${issuer}, and devices pin ${wanted}.`,
        'Set SIGNOFF_ISSUER alike for all servers and devices.',
      ),
    ];
  return [ok('discovery', `Devices can read ${url}, over TLS by the authority they know.`)];
}
