import { Counter, Gauge, type Registry } from 'prom-client';
import { watchEnforcement, type Enforcement } from '#libs/enforcement';
import type { UsedProofs } from '../dpop/used-proofs.js';
import type { InFlight } from '../in-flight/in-flight.js';

const PREFIX = 'signoff_resource_server';

/** Figures of a resource server that are looked up when somebody asks. */
export function watchPoint(
  registry: Registry,
  parts: {
    readonly point: Pick<Enforcement, 'state'>;
    readonly inFlight: Pick<InFlight, 'size' | 'ended'>;
    readonly proofs: Pick<UsedProofs, 'size'>;
  },
): void {
  const { point, inFlight, proofs } = parts;
  const registers = [registry];
  watchEnforcement(registry, PREFIX, point);
  gauge('responses_in_flight', 'Responses that a revocation would end.', () => inFlight.size);
  gauge('used_proofs', 'Proofs remembered until their nonce is over.', () => proofs.size);
  new Counter({
    name: `${PREFIX}_responses_ended_total`,
    help: 'Responses that were ended, by a revocation or by doubt.',
    registers,
    collect() {
      this.reset();
      this.inc(inFlight.ended);
    },
  });

  function gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name: `${PREFIX}_${name}`,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  }
}
