import type { SnapshotSource } from '#libs/enforcement';
import { parseSnapshot } from '#libs/enforcement';
import { topicName, type IncomingRecord, type Topic } from '#libs/event-stream';
import { RATE_LIMITS } from '../../../apps/account-api/src/accounts/rate-limits.js';
import { ActivationModule } from '../../../apps/account-api/src/activation/activation.module.js';
import { DecideCode } from '../../../apps/account-api/src/activation/decide-code.js';
import { ACTIVITY_FEED } from '../../../apps/account-api/src/activity/activity-feed.js';
import { BeatsModule } from '../../../apps/account-api/src/beats/beats.module.js';
import { WriteBeats } from '../../../apps/account-api/src/beats/write-beats.js';
import { accountApiConfig, CONFIG } from '../../../apps/account-api/src/config.js';
import * as core from '../../../apps/account-api/src/core/tokens.js';
import type { SessionSource } from '../../../apps/account-api/src/enrolment/device-sessions.js';
import { SESSION_SOURCE } from '../../../apps/account-api/src/enrolment/device-sessions.js';
import { EnforcementPointsModule } from '../../../apps/account-api/src/enforcement-points/enforcement-points.module.js';
import { ProgressController } from '../../../apps/account-api/src/enforcement-points/progress.controller.js';
import { Upkeep } from '../../../apps/account-api/src/enforcement-points/upkeep.js';
import { FIGURES } from '../../../apps/account-api/src/figures/figures.js';
import { InternalModule } from '../../../apps/account-api/src/internal/internal.module.js';
import { SNAPSHOT_STORE, type SnapshotStore } from '../../../apps/account-api/src/internal/snapshot.js';
import { PresenceController } from '../../../apps/account-api/src/presence/presence.controller.js';
import { PresenceModule } from '../../../apps/account-api/src/presence/presence.module.js';
import { AcceptReceipt } from '../../../apps/account-api/src/receipts/accept-receipt.js';
import { ReceiptsController } from '../../../apps/account-api/src/receipts/receipts.controller.js';
import { ReceiptsModule } from '../../../apps/account-api/src/receipts/receipts.module.js';
import { LeftOvers } from '../../../apps/account-api/src/revocations/left-overs.js';
import { ReadRevocation } from '../../../apps/account-api/src/revocations/read-revocation.js';
import { RevocationStoreModule } from '../../../apps/account-api/src/revocations/revocation-store.module.js';
import { RevocationsModule } from '../../../apps/account-api/src/revocations/revocations.module.js';
import { RevokeAccount } from '../../../apps/account-api/src/revocations/revoke-account.js';
import { RevokeSession } from '../../../apps/account-api/src/revocations/revoke-session.js';
import { SESSION_LIST, type SessionList } from '../../../apps/account-api/src/sessions/session-list.js';
import { SessionsModule } from '../../../apps/account-api/src/sessions/sessions.module.js';
import type { LogClient } from '../log/log-client.js';
import { DatabaseClient } from '../store/database-client.js';
import type { VirtualProcess } from '../virtual/process.js';
import { ISSUER, signEvent, TOPIC_PREFIX } from './issuer.js';
import { counted } from './stub.js';
import type { Api } from './roles.js';
import { TokenEndpoints } from './token-endpoints.js';
import { Wiring } from './wiring.js';
import type { World } from './world.js';

const MODULES = [
  RevocationStoreModule,
  RevocationsModule,
  EnforcementPointsModule,
  SessionsModule,
  ActivationModule,
  BeatsModule,
  InternalModule,
  PresenceModule,
  ReceiptsModule,
];
const CONFIGURED = accountApiConfig.load({
  SIGNOFF_ISSUER: ISSUER,
  SIGNOFF_TOPIC_PREFIX: TOPIC_PREFIX,
  DATABASE_URL: 'postgres://nobody@nowhere.test/virtual',
});
const READ_AGAIN_MS = 500;

/**
 * One instance of the account API: its use cases, rules, statements, relay, beats and clocks, put together by its
 * own modules. HTTP, cookies and oidc-provider stay outside, and what only shows or counts.
 */
export class AccountApi implements Api {
  readonly process: VirtualProcess;
  readonly database: DatabaseClient;
  readonly stream: LogClient;
  readonly tokens: TokenEndpoints;
  readonly snapshots: SnapshotSource;
  refusesSnapshots = false;
  readonly #wiring: Wiring;

  constructor(
    world: World,
    readonly name: string,
  ) {
    const process = (this.process = world.process(name));
    const database = (this.database = new DatabaseClient(world.store, process, world.chance));
    const stream = (this.stream = world.logOf(process));
    const clock = {
      now: () => process.monotonicMs(),
      after: (ms: number, call: () => void) => process.after(ms, call),
    };
    const wiring = (this.#wiring = new Wiring(
      MODULES,
      new Map<symbol, unknown>([
        [core.DATABASE, database],
        [core.BACKGROUND_DATABASE, database],
        [core.EVENT_STREAM, stream],
        [core.SIGN_EVENT, signEvent],
        [core.LOGGER, world.story.loggerOf(name)],
        [core.CLOCK, clock],
        [CONFIG, CONFIGURED],
        [FIGURES, counted()],
        [ACTIVITY_FEED, { changed: () => {} }],
        [RATE_LIMITS, { take: () => Promise.resolve(0), giveBack: () => Promise.resolve() }],
      ]),
    ));
    const accept = wiring.get(AcceptReceipt);
    const made = (sid: string, at: number): void => void world.story.tokens.push({ sid, at });
    this.tokens = new TokenEndpoints(database, this.sessions, accept, made, () => world.now);
    const snapshots = wiring.get<SnapshotStore>(SNAPSHOT_STORE);
    this.snapshots = { read: async (poll) => parseSnapshot(overTheWire(await snapshots.read(poll))) };
    process.step(0, () => {
      const progress = wiring.get(ProgressController);
      this.#readAll('enforcementProgress', (record) => progress.record(record));
      const receipts = wiring.get(ReceiptsController);
      this.#share('deviceReceipts', (record) => receipts.record(record));
      const presence = wiring.get(PresenceController);
      this.#share('devicePresence', (record) => presence.record(record));
      wiring.get(Upkeep).start();
      wiring.get(WriteBeats).start();
      wiring.get(LeftOvers).start();
    });
  }

  get sessions(): SessionSource {
    return this.#wiring.get<SessionSource>(SESSION_SOURCE);
  }

  get list(): SessionList {
    return this.#wiring.get<SessionList>(SESSION_LIST);
  }

  get revokeSession(): RevokeSession {
    return this.#wiring.get(RevokeSession);
  }

  get revokeAccount(): RevokeAccount {
    return this.#wiring.get(RevokeAccount);
  }

  get readRevocation(): ReadRevocation {
    return this.#wiring.get(ReadRevocation);
  }

  get decideCode(): DecideCode {
    return this.#wiring.get(DecideCode);
  }

  /** As the Nest transport reads a topic of which every instance reads all: anew from its beginning after a gap. */
  #readAll(topic: Topic, onRecord: (record: IncomingRecord) => void): void {
    const again = (): void => void this.process.after(READ_AGAIN_MS, () => this.#readAll(topic, onRecord));
    const name = topicName(topic, TOPIC_PREFIX);
    void this.stream.tail({ topic: name, from: 'beginning', onRecord, onGap: again }).catch(again);
  }

  #share(topic: Topic, onRecord: (record: IncomingRecord) => Promise<void>): void {
    const isPassing = (error: unknown): boolean => (error as Error).message.includes('the connection to');
    const name = topicName(topic, TOPIC_PREFIX);
    void this.stream.share({ topic: name, group: 'account-api', isPassing, onRecord });
  }
}

const overTheWire = (value: object): unknown => JSON.parse(JSON.stringify(value)) as unknown;
