import { Counter, Gauge, type Registry } from 'prom-client';
import type { Enforcement } from '#libs/enforcement';
import type { UsedProofs } from '../dpop/used-proofs.js';
import type { InFlight } from '../in-flight/in-flight.js';

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
  gauge('fresh', 'Whether this point can tell who is signed in: 1, or 0.', () => (point.state.fresh ? 1 : 0));
  gauge('responses_in_flight', 'Responses that a revocation would end.', () => inFlight.size);
  gauge('used_proofs', 'Proofs remembered until their nonce is over.', () => proofs.size);
  gauge('revoked_sessions', 'Revoked sessions held, those of whole accounts and classes apart.', () => {
    return point.state.held.sids;
  });
  counter('responses_ended', 'Responses that were ended, by a revocation or by doubt.', () => inFlight.ended);
  counter('served_under_grace', 'Judgements within a grace.', () => point.state.servedUnderGrace);
  counter(
    'refused_not_fresh',
    'Judgements refused, since it could not be told.',
    () => point.state.refusedNotFresh,
  );
  counter('snapshot_polls', 'Times the account API was asked.', () => point.state.polls);

  function gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name: `signoff_resource_server_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  }

  function counter(name: string, help: string, value: () => number): void {
    new Counter({
      name: `signoff_resource_server_${name}_total`,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  }
}
