export type MetricsApp = 'account-api' | 'push-gateway' | 'resource-server';

export interface MetricEntry {
  readonly app: MetricsApp;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  readonly help: string;
}

const of =
  (app: MetricsApp, kind: MetricEntry['kind']) =>
  (help: string, ...labels: string[]): MetricEntry => ({ app, kind, labels, help });

const source = {
  counter: of('account-api', 'counter'),
  gauge: of('account-api', 'gauge'),
  histogram: of('account-api', 'histogram'),
};
const gateway = {
  counter: of('push-gateway', 'counter'),
  gauge: of('push-gateway', 'gauge'),
  histogram: of('push-gateway', 'histogram'),
};
const resource = { counter: of('resource-server', 'counter'), gauge: of('resource-server', 'gauge') };

/** What `watchEnforcement` of libs/enforcement shows, under the prefix of the point's process. */
const point = (prefix: string, { counter, gauge }: Pick<typeof gateway, 'counter' | 'gauge'>) => ({
  [`${prefix}_fresh`]: gauge('Whether this point can tell who is signed in: 1, or 0.'),
  [`${prefix}_revoked_sessions`]: gauge('Revoked sessions held, those of whole accounts and classes apart.'),
  [`${prefix}_served_under_grace_total`]: counter('Judgements within a grace.'),
  [`${prefix}_refused_not_fresh_total`]: counter('Judgements refused, since it could not be told.'),
  [`${prefix}_snapshot_polls_total`]: counter('Times the account API was asked.'),
  [`${prefix}_snapshot_polls_failed_total`]: counter('Times it gave no answer, or none in time.'),
  [`${prefix}_stream_gaps_total`]: counter('Times the events were read anew, from a snapshot on.'),
});

/** Every figure of ours at `/metrics`. docs/metrics.md is made from here; a test holds running processes to it. */
export const METRICS = {
  signoff_revocations_committed_total: source.counter(
    'Revocations committed here, by what they cover and why.',
    'scope',
    'cause',
  ),
  signoff_revocation_blocked_ms: source.histogram(
    'From the request until every enforcement point refused what the revocation covers.',
  ),
  signoff_revocation_confirmed_ms: source.histogram(
    'From the request until the device’s receipt was verified.',
  ),
  signoff_receipts_total: source.counter(
    'Receipts that were accepted, were known already, or were refused, by the way they came.',
    'outcome',
    'by',
  ),
  signoff_sign_outs_unconfirmed: source.gauge(
    'Sign-outs of the last day that await a receipt, by how old they are at least.',
    'older_than',
  ),
  signoff_outbox_unsent: source.gauge('Events that are not sent yet.'),
  signoff_outbox_unsent_ms: source.gauge('Age of the oldest event that is not sent yet; 0 when all are.'),
  signoff_outbox_left_over_total: source.counter(
    'Events sent by the relay: their own process died or could not reach the broker.',
  ),
  signoff_beats_written_total: source.counter(
    'Beats acknowledged, one a partition. Of all instances one writes.',
  ),
  signoff_enforcement_points_live: source.gauge('Points that let sessions in, as they report.'),
  signoff_enforcement_points_fresh: source.gauge('Live points that said they were fresh when last heard.'),
  signoff_enforcement_points_silent: source.gauge('Points counted out for their silence.'),
  signoff_enforcement_point_behind: source.gauge(
    'Records of security-events that a point has not said to have applied. Six beats come each quarter of a second.',
    'point',
  ),
  signoff_snapshot_polls_total: source.counter(
    'Snapshots given here to enforcement points that asked by name.',
  ),
  signoff_consumer_lag: source.gauge(
    'Records of a shared topic that no account API has dealt with yet.',
    'topic',
  ),
  signoff_gateway_connections: gateway.gauge('Connections held: greeting, and registered.', 'stage'),
  signoff_gateway_admitted_total: gateway.counter('Connections that became ready.'),
  signoff_gateway_closes_total: gateway.counter(
    'Connections that ended, by the name of their close code; `peer` when the device or the network did.',
    'name',
  ),
  signoff_gateway_refused_handshakes_total: gateway.counter(
    'Handshakes that were answered with an HTTP error.',
    'status',
  ),
  signoff_gateway_told_total: gateway.counter('Connections that were told of their revocation.'),
  signoff_gateway_fan_out_ms: gateway.histogram(
    'From reading a revocation to the last of its connections told.',
  ),
  signoff_gateway_receipts_stored_total: gateway.counter(
    'Receipts handed to the stream and acknowledged to their devices.',
  ),
  signoff_gateway_receipts_failed_total: gateway.counter(
    'Receipts that the stream did not take; their devices post them over HTTPS.',
  ),
  signoff_gateway_verify_queue: gateway.gauge('Length of the verify queue.'),
  signoff_gateway_verify_pace: gateway.gauge('Devices verified a second, while there are any.'),
  signoff_gateway_receipt_queue: gateway.gauge('Length of the receipt queue.'),
  signoff_gateway_presence_queue: gateway.gauge('Length of the presence queue.'),
  signoff_gateway_verify_thread_restarts_total: gateway.counter(
    'Times the verifying thread died and was replaced.',
  ),
  ...point('signoff_gateway', gateway),
  ...point('signoff_resource_server', resource),
  signoff_resource_server_responses_in_flight: resource.gauge('Responses that a revocation would end.'),
  signoff_resource_server_responses_ended_total: resource.counter(
    'Responses that were ended, by a revocation or by doubt.',
  ),
  signoff_resource_server_used_proofs: resource.gauge('Proofs remembered until their nonce is over.'),
} as const satisfies Record<string, MetricEntry>;
