import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Hub } from '../hub/hub.js';

/** What is counted, under one name each; the event loop's delay is among Node's own figures of the registry. */
export class GatewayMetrics {
  readonly admitted: Counter;
  readonly closes: Counter<'name'>;
  readonly refusedHandshakes: Counter<'status'>;
  readonly told: Counter;
  readonly receiptsStored: Counter;
  readonly receiptsFailed: Counter;
  readonly verifyRestarts: Counter;
  readonly fanOutMs: Histogram;

  constructor(private readonly registry: Registry) {
    const registers = [registry];
    this.admitted = new Counter({
      name: 'signoff_gateway_admitted_total',
      help: 'Connections that became ready.',
      registers,
    });
    this.closes = new Counter({
      name: 'signoff_gateway_closes_total',
      help: 'Connections that ended, by the name of their close code; `peer` when the device or the network did.',
      labelNames: ['name'],
      registers,
    });
    this.refusedHandshakes = new Counter({
      name: 'signoff_gateway_refused_handshakes_total',
      help: 'Handshakes that were answered with an HTTP error.',
      labelNames: ['status'],
      registers,
    });
    this.told = new Counter({
      name: 'signoff_gateway_told_total',
      help: 'Connections that were told of their revocation.',
      registers,
    });
    this.receiptsStored = new Counter({
      name: 'signoff_gateway_receipts_stored_total',
      help: 'Receipts handed to the stream and acknowledged to their devices.',
      registers,
    });
    this.receiptsFailed = new Counter({
      name: 'signoff_gateway_receipts_failed_total',
      help: 'Receipts that the stream did not take; their devices post them over HTTPS.',
      registers,
    });
    this.verifyRestarts = new Counter({
      name: 'signoff_gateway_verify_thread_restarts_total',
      help: 'Times the verifying thread died and was replaced.',
      registers,
    });
    this.fanOutMs = new Histogram({
      name: 'signoff_gateway_fan_out_ms',
      help: 'From reading a revocation to the last of its connections told.',
      buckets: [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000],
      registers,
    });
  }

  /** Figures that are looked up when somebody asks. */
  watch(
    hub: Hub,
    sources: Readonly<
      Record<'verify_queue' | 'verify_pace' | 'receipt_queue' | 'presence_queue', () => number>
    >,
  ): void {
    const registers = [this.registry];
    new Gauge({
      name: 'signoff_gateway_connections',
      help: 'Connections held: greeting, and registered.',
      labelNames: ['stage'],
      registers,
      collect() {
        const { greeting, registered } = hub.size;
        this.set({ stage: 'greeting' }, greeting);
        this.set({ stage: 'registered' }, registered);
      },
    });
    for (const [name, value] of Object.entries(sources)) {
      new Gauge({
        name: `signoff_gateway_${name}`,
        help:
          name === 'verify_pace'
            ? 'Devices verified a second, while there are any.'
            : `Length of the ${name.replace('_', ' ')}.`,
        registers,
        collect() {
          this.set(value());
        },
      });
    }
  }
}
