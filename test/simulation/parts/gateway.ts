import { Enforcement } from '#libs/enforcement';
import type { CloseName } from '#libs/push-protocol';
import { AdmissionModule } from '../../../apps/push-gateway/src/admission/admission.module.js';
import { Nonces } from '../../../apps/push-gateway/src/admission/nonces.js';
import { TokenAndProof } from '../../../apps/push-gateway/src/admission/token-and-proof.js';
import type { VerdictBatch, VerifyBatch } from '../../../apps/push-gateway/src/admission/verdict.js';
import type { VerifyThread } from '../../../apps/push-gateway/src/admission/verifier.js';
import { pushGatewayConfig } from '../../../apps/push-gateway/src/config.js';
import { Conversation } from '../../../apps/push-gateway/src/conversation/conversation.js';
import { ConversationModule } from '../../../apps/push-gateway/src/conversation/conversation.module.js';
import type { Core } from '../../../apps/push-gateway/src/core/core.module.js';
import { CONFIG, CORE, EVENT_STREAM, LOGGER } from '../../../apps/push-gateway/src/core/tokens.js';
import {
  ENFORCEMENT_POINT,
  type EnforcementPoint,
  type OpenPoint,
} from '../../../apps/push-gateway/src/enforcement/enforcement-point.js';
import { EnforcementModule } from '../../../apps/push-gateway/src/enforcement/enforcement.module.js';
import { Hub } from '../../../apps/push-gateway/src/hub/hub.js';
import { HubModule } from '../../../apps/push-gateway/src/hub/hub.module.js';
import { Lifetimes } from '../../../apps/push-gateway/src/lifetimes/lifetimes.js';
import { LifetimesModule } from '../../../apps/push-gateway/src/lifetimes/lifetimes.module.js';
import { GatewayMetrics } from '../../../apps/push-gateway/src/metrics/gateway-metrics.js';
import { PresenceModule } from '../../../apps/push-gateway/src/presence/presence.module.js';
import { ReceiptsModule } from '../../../apps/push-gateway/src/receipts/receipts.module.js';
import { TellingModule } from '../../../apps/push-gateway/src/telling/telling.module.js';
import type { LogClient } from '../log/log-client.js';
import type { Wire } from '../network/wire.js';
import type { VirtualProcess } from '../virtual/process.js';
import { VirtualConnection } from './connection.js';
import { ISSUER, KeysRead, PUSH_URL, TOPIC_PREFIX } from './issuer.js';
import type { GatewayPoint } from './roles.js';
import { counted } from './stub.js';
import { Wiring } from './wiring.js';
import type { World } from './world.js';

const MODULES = [
  HubModule,
  TellingModule,
  EnforcementModule,
  PresenceModule,
  AdmissionModule,
  ReceiptsModule,
  ConversationModule,
  LifetimesModule,
];

/**
 * One gateway, put together by its own modules. Its sockets are wires, and its verifying thread is the way to a
 * thread and back.
 */
export class Gateway implements GatewayPoint {
  readonly process: VirtualProcess;
  readonly stream: LogClient;
  readonly keys = new KeysRead();
  readonly enforcement: EnforcementPoint;
  readonly hub: Hub;
  isReady = false;
  readonly #nonces = new Nonces();
  readonly #conversation: Conversation;
  #lastId = 0;

  constructor(
    private readonly world: World,
    readonly name: string,
  ) {
    const process = (this.process = world.process(name));
    const stream = (this.stream = world.logOf(process));
    const logger = world.story.loggerOf(name);
    const config = pushGatewayConfig.load({
      SIGNOFF_ISSUER: ISSUER,
      SIGNOFF_TOPIC_PREFIX: TOPIC_PREFIX,
      SIGNOFF_GATEWAY_HEARTBEAT_S: '5',
    });
    const openPoint: OpenPoint = (hooks) =>
      new Enforcement({
        ...hooks,
        point: name,
        kind: 'push-gateway',
        issuer: ISSUER,
        stream,
        topicPrefix: TOPIC_PREFIX,
        snapshots: world.snapshotsOf(process),
        keyOf: this.keys.keyOf,
        logger,
        clock: process,
      });
    const judge = new TokenAndProof(ISSUER, this.keys.keyOf);
    const startVerifyThread = (): VerifyThread => threadOf(process, world, judge);
    const core = { config, gateway: name, stream, logger, registry: counted<Core['registry']>() };
    const given: [symbol | typeof GatewayMetrics, unknown][] = [
      [CORE, { ...core, openPoint, startVerifyThread } satisfies Core],
      [CONFIG, config],
      [EVENT_STREAM, stream],
      [LOGGER, logger],
      [GatewayMetrics, counted()],
    ];
    const wiring = new Wiring(MODULES, new Map<symbol | typeof GatewayMetrics, unknown>(given));
    this.enforcement = wiring.get<EnforcementPoint>(ENFORCEMENT_POINT);
    this.hub = wiring.get(Hub);
    this.#conversation = process.within(() => {
      wiring.get(Lifetimes).start();
      return wiring.get(Conversation);
    });
    process.step(0, () => {
      void this.enforcement.start().then(() => (this.isReady = true));
    });
  }

  /** A device dials; there is nobody until it is ready. */
  accept(wire: Wire): void {
    if (!this.isReady) return wire.break('at once');
    const { world, hub, name } = this;
    const conversation = this.#conversation;
    const connection = new VirtualConnection(++this.#lastId, this.#nonces.next(), PUSH_URL, wire, {
      ended: (ended, why) => {
        if (ended.sid !== '' && ended.stage !== 'over' && why !== 'peer') this.#refused(ended, why);
        conversation.ended(ended, why);
      },
      writes: ({ sid }, { type }) => {
        if (type === 'ready') world.story.point({ type: 'opened', at: world.now, point: name, sid });
      },
    });
    wire.listen(1, {
      message: (text) => {
        if (connection.stage !== 'ended') conversation.message(connection, text);
      },
      closed: () => connection.over('peer'),
    });
    hub.greet(connection);
    connection.say({ type: 'challenge', nonce: connection.nonce });
  }

  /** Connections that were told they are ready, for the judges. */
  readonly ready = (): VirtualConnection[] =>
    [...this.hub.registered()].filter(({ stage }) => stage === 'ready') as VirtualConnection[];

  #refused({ sid }: VirtualConnection, why: CloseName): void {
    const { world, name } = this;
    const because = why === 'session_revoked' ? 'revoked' : 'other';
    world.story.point({ type: 'refused', at: world.now, point: name, sid, because });
  }
}

/** The product's judgement, with the way to a thread and back in the place of the thread. */
function threadOf(process: VirtualProcess, { chance }: World, judge: TokenAndProof): VerifyThread {
  let answer: (batch: VerdictBatch) => void = () => {};
  const judgeEach = (batch: VerifyBatch): void => {
    for (const [id, request] of batch)
      void judge
        .judge(request)
        .catch(() => ({ close: 'proof_invalid' }) as const)
        .then((verdict) => process.step(chance.between(0.05, 2), () => answer([[id, verdict]])));
  };
  return {
    post: (batch) => process.step(chance.between(0.05, 2), () => judgeEach(batch)),
    listen: (verdicts) => {
      answer = verdicts;
    },
    terminate: () => Promise.resolve(),
  };
}
