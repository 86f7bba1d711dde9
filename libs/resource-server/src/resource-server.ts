import type { Registry } from 'prom-client';
import { Enforcement, httpSnapshots, type EnforcementOptions } from '#libs/enforcement';
import { KafkajsEventStream, type EventStream } from '#libs/event-stream';
import type { SessionFacts } from '#libs/revocation-index';
import { devicesAudience, type SecurityEvent } from '#libs/security-event';
import { openLogger, RemoteJwks, type Logger } from '#libs/service-runtime';
import { DpopNonces } from './dpop/dpop-nonces.js';
import { UsedProofs } from './dpop/used-proofs.js';
import { Guard } from './guard/guard.js';
import { watchPoint } from './metrics/watch-point.js';
import { ServedOrigins } from './guard/served-origins.js';
import { InFlight } from './in-flight/in-flight.js';
import { VerifiedTokens } from './tokens/verified-tokens.js';

export interface ResourceServerOptions {
  /** Names this process among the enforcement points; two that run at once need two names. */
  readonly name: string;
  readonly issuer: string;
  /** Origins that clients dial, as a proof names them. */
  readonly origins: readonly string[];
  /** The account API's `nonce-secret`: what all who hand out nonces share. */
  readonly nonceSecret: Buffer;
  /** The account API's internal listener. */
  readonly internalUrl: string;
  readonly kafkaBrokers: readonly string[];
  readonly topicPrefix?: string;
  /** PEM of the authority the issuer's certificate descends from; the system's if left out. */
  readonly ca?: string | Buffer;
  /** `<issuer>/devices` if left out. */
  readonly audience?: string;
  /** The largest grace of any route. Default 0. A revocation waits for a silent point for so long. */
  readonly largestGraceMs?: number;
  readonly maxTokens?: number;
  readonly maxProofs?: number;
  readonly maxProofsAKey?: number;
  /** After what a revocation covers has ended, before it is reported. Must not throw. */
  readonly onRevoked?: (event: SecurityEvent) => void;
  /** The same for what was learnt from the account API at once; `covers` tells which sessions are over. */
  readonly onReread?: (covers: (device: SessionFacts) => boolean) => void;
  readonly logger?: Logger;
  /** Where figures of the guard and its point are to be read. */
  readonly metrics?: Registry;
  /** A stream the service has already; it is not closed here. */
  readonly stream?: EventStream;
  readonly keyOf?: EnforcementOptions['keyOf'];
}

/** Everything a service needs to let in only who is signed in: a guard, and the enforcement point behind it. */
export class ResourceServer {
  #closed: Promise<void> | null = null;

  private constructor(
    readonly guard: Guard,
    readonly point: Enforcement,
    readonly inFlight: InFlight,
    private readonly closeStream: () => Promise<void>,
  ) {}

  /** Connects to Kafka. Rejects when it does not answer. */
  static async open(options: ResourceServerOptions): Promise<ResourceServer> {
    const { name, issuer, ca, largestGraceMs = 0, topicPrefix = '', onRevoked } = options;
    const logger = options.logger ?? openLogger(name);
    const stream =
      options.stream ??
      (await KafkajsEventStream.open({
        brokers: options.kafkaBrokers,
        clientId: name,
        log: (level, message, details) => logger[level](details, message),
      }));
    const jwks = new RemoteJwks(issuer, ca === undefined ? {} : { ca });
    const keyOf = options.keyOf ?? ((kid: string) => jwks.keyOf(kid));
    const inFlight = new InFlight();
    const point: Enforcement = new Enforcement({
      point: name,
      kind: 'resource-server',
      issuer,
      stream,
      topicPrefix,
      snapshots: httpSnapshots(options.internalUrl, { ca }),
      keyOf,
      largestGraceMs,
      onRevoked: async ({ event, txn }) => {
        await inFlight.endCovered(event.predicate);
        onRevoked?.(event);
        logger.debug({ txn }, 'what it covers is over here');
      },
      onReread: async () => {
        await inFlight.endAll((facts) => point.covers(facts));
        options.onReread?.((facts) => point.covers(facts));
      },
      logger,
    });
    const proofs = new UsedProofs({
      maxProofs: options.maxProofs ?? 500_000,
      maxProofsAKey: options.maxProofsAKey ?? 20_000,
    });
    const guard = new Guard({
      origins: new ServedOrigins(options.origins),
      nonces: new DpopNonces(options.nonceSecret),
      proofs,
      tokens: new VerifiedTokens({
        issuer,
        audience: options.audience ?? devicesAudience(issuer),
        keyOf,
        maxTokens: options.maxTokens ?? 50_000,
      }),
      point,
      inFlight,
    });
    if (options.metrics !== undefined) watchPoint(options.metrics, { point, inFlight, proofs });
    return new ResourceServer(guard, point, inFlight, async () => {
      if (options.stream === undefined) await stream.close();
    });
  }

  /** Resolves once it can judge. Keeps trying while Kafka or the account API is away; rejects when closed. */
  async start(): Promise<void> {
    this.guard.start();
    await this.point.start();
  }

  /** Once nothing is served any more: says that this point is gone. A repeat waits for the same end. */
  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    this.guard.stop();
    await this.inFlight.endAll(() => true);
    await this.point.stop();
    await this.closeStream();
  }
}
