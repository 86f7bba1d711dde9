import { METRICS, type MetricEntry } from '#libs/service-runtime';
import { code, table } from './markdown.js';
import { wholePage } from './page.js';

const APPS = {
  'account-api': 'The account API (internal listener, 7090)',
  'push-gateway': 'A push gateway (internal listener, 7091)',
  'resource-server': 'A resource server, such as the playback API (internal listener, 7094)',
} as const;

const entries = Object.entries<MetricEntry>(METRICS);

/** docs/metrics.md: what each process counts, from the registry that a test holds the running ones to. */
export const metricsPage = wholePage(
  'docs/metrics.md',
  () => `# Metrics

\`GET /metrics\` on a process’s internal listener answers in the Prometheus text format. Times are in milliseconds, and
named so. Each series is labelled \`app\`; Node’s own figures (\`nodejs_\`, \`process_\`) are there as well. What a
process counts is its own: sum counters over all instances; of gauges about the whole installation, such as the
outbox, take the largest.

${Object.entries(APPS)
  .map(([app, title]) => `## ${title}\n\n${tableOf(app)}`)
  .join('\n\n')}

## What to watch

| question | look at |
| --- | --- |
| how fast is a sign-out? | ${code('signoff_revocation_blocked_ms')}, ${code('signoff_revocation_confirmed_ms')} |
| does every point know who is signed in? | ${code('signoff_enforcement_points_fresh')} = ${code('signoff_enforcement_points_live')}, ${code('signoff_enforcement_points_silent')} = 0 |
| what does a point do that does not know? | it asks (${code('signoff_gateway_snapshot_polls_total')}), refuses (${code('signoff_gateway_refused_not_fresh_total')}), or serves under a grace; of a resource server the same under ${code('signoff_resource_server_')} |
| do events leave? | ${code('signoff_outbox_unsent_ms')} stays under 1,000: at 2,000 no point is fresh |
| is anybody behind? | ${code('signoff_enforcement_point_behind')} stays under some tens, ${code('signoff_consumer_lag')} near 0 |
| do receipts come? | ${code('signoff_sign_outs_unconfirmed')}: devices that are off stay in it for a day |`,
);

const tableOf = (app: string): string =>
  table(
    ['name', 'kind', 'labels', 'what'],
    entries
      .filter(([, entry]) => entry.app === app)
      .map(([name, { kind, labels, help }]) => [code(name), kind, labels.map(code).join(' '), help]),
  );
