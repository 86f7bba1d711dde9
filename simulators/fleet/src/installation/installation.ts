import type { Credentials } from '../people/owner.js';

export interface GatewayAddress {
  readonly name: string;
  /** As devices dial it. */
  readonly url: string;
  /** Of /metrics; null where it is out of our reach. */
  readonly internalUrl: string | null;
}

/** The system a fleet is let loose on. */
export interface Installation {
  readonly issuer: string;
  /** The listener devices ask for tokens. */
  readonly origin: string;
  readonly accountUrl: string;
  /** PEM; null = the system's authorities. */
  readonly ca: string | null;
  readonly gateways: readonly GatewayAddress[];
  /** Of the account API's /metrics; null where it is out of our reach. */
  readonly internalUrl: string | null;
  /** Where sessions can be seeded; null: all enrol. */
  readonly databaseUrl: string | null;
  readonly operators: readonly Credentials[];
  /** Accounts that approve devices; null: the fleet makes its own. */
  readonly approvers: readonly Credentials[] | null;
  /** Nobody else's devices are on it, so that "everyone" may mean everyone. */
  readonly isOurs: boolean;
}
