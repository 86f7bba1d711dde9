import type { SessionDescription } from '#libs/push-protocol';
import type { DeviceEvent } from './device-events.js';
import type { BegunSignOut, DeviceStore } from './device-store.js';
import { Enrolment, type DeviceDescription, type Enrolled } from './enrolment/enrol.js';
import { requestCodePatiently } from './enrolment/request-code-patiently.js';
import type { DeviceKey } from './key.js';
import { Memory } from './memory.js';
import { AccessTokens } from './oauth/access-tokens.js';
import { DpopHttp } from './oauth/dpop.js';
import type { FindEndpoints } from './oauth/endpoints.js';
import { IssuerKeys, UnknownKeyForNow } from './oauth/issuer-keys.js';
import { TokenEndpoint } from './oauth/token-endpoint.js';
import { Unavailable } from './oauth/unavailable.js';
import type { Clock, Dial, Fetch, Http, Random } from './ports.js';
import { NotLinked, ResourceFetch } from './resource/resource-fetch.js';
import { believeEvent } from './sign-out/believe-event.js';
import { beginSignOut, finishSignOut, type AccountData, type SignedOut } from './sign-out/carry-out.js';
import { tellServer } from './sign-out/local.js';
import { ReceiptDelivery } from './sign-out/receipt-delivery.js';
import { Connection } from './socket/connection.js';
import { fullJitter, type ReconnectPolicy } from './socket/reconnect-policy.js';

/** How long a socket stays after the wipe, beyond the event's own window, for the receipt's answer. */
const LEAVE_MS = 15_000;
/** A receipt is repeated until it is taken, but nobody waits for it: a fleet must not knock each minute. */
const RECEIPT_CAP_MS = 600_000;

export interface DeviceParts {
  readonly issuer: string;
  readonly description: DeviceDescription;
  readonly key: DeviceKey;
  readonly store: DeviceStore;
  readonly data: AccountData & {
    /** The session is this one: make what the account's pages need. Repeated at each start. */
    welcome(session: SessionDescription): Promise<void>;
  };
  readonly endpoints: FindEndpoints;
  readonly http: Http;
  readonly dial: Dial;
  readonly clock: Clock;
  readonly random: Random;
  readonly policy?: ReconnectPolicy;
  readonly emit: (event: DeviceEvent) => void;
}

export type DeviceState = 'starting' | 'enrolment-screen' | 'linking' | 'linked' | 'signing-out' | 'stopped';

/**
 * A device: enrols, stays connected, and signs out when it is told to.
 * Invariants: only a verified SET that covers the session wipes; `invalid_grant` without one drops the tokens;
 * close codes, errors and lost networks delete nothing. A sign-out that has begun is finished, receipt
 * included, whatever happens in between.
 */
export class Device {
  readonly #policy: ReconnectPolicy;
  readonly #http: DpopHttp;
  readonly #keys: IssuerKeys;
  readonly #tokens: AccessTokens;
  readonly #enrolment: Enrolment;
  readonly #receipts: ReceiptDelivery;
  #state: DeviceState = 'starting';
  #connection: Connection | null = null;
  #linking: AbortController | null = null;

  private constructor(
    private readonly parts: DeviceParts,
    private readonly memory: Memory,
  ) {
    const { clock, http, endpoints, description, key, emit } = parts;
    this.#policy = parts.policy ?? fullJitter(parts.random);
    this.#http = new DpopHttp(http, key, clock);
    this.#keys = new IssuerKeys(http, endpoints, clock);
    const tokenEndpoint = new TokenEndpoint(this.#http, endpoints, description.kind);
    this.#tokens = new AccessTokens(memory, tokenEndpoint, clock, description.appVersion);
    this.#enrolment = new Enrolment(this.#http, endpoints, tokenEndpoint, clock, description);
    const stored = (jti: string, via: 'socket' | 'https'): void => emit({ type: 'receipt-stored', jti, via });
    const patience = fullJitter(parts.random, { capMs: RECEIPT_CAP_MS });
    this.#receipts = new ReceiptDelivery({ memory, http, endpoints, clock, policy: patience, stored });
  }

  static async open(parts: DeviceParts): Promise<Device> {
    return new Device(parts, await Memory.open(parts.store));
  }

  get state(): DeviceState {
    return this.#state;
  }

  get session(): SessionDescription | null {
    return this.memory.record.grant?.session ?? null;
  }

  /** Takes up where the last run ended; first of all a sign-out that it left unfinished. */
  async start(): Promise<void> {
    const { signOut, receipts, grant } = this.memory.record;
    for (const pending of receipts) this.#receipts.byHttps(pending);
    if (signOut !== null) return this.#obey(signOut, null);
    if (grant === null) return this.#showEnrolment('new');
    if (grant.leaving === true) return this.#leave();
    await this.#enter(grant.session);
  }

  /** Somebody is here: ask for a code, and show it until it is used or expires. */
  async link(): Promise<void> {
    if (this.#state !== 'enrolment-screen') return;
    this.#state = 'linking';
    const linking = (this.#linking = new AbortController());
    const { clock, emit } = this.parts;
    const code = await requestCodePatiently(this.#enrolment, this.#policy, clock, linking.signal);
    if (linking.signal.aborted) return;
    if (code === null) return this.#showEnrolment('unavailable');
    emit({ type: 'user-code', code });
    const end = await this.#enrolment.redeem(code, linking.signal);
    if (end === 'cancelled' || linking.signal.aborted) return;
    if (typeof end === 'string') return this.#showEnrolment(end);
    await this.#enrolled(end);
  }

  /** Signs out here: deletes, and tells the server if it can be reached soon. The account and the key stay. */
  async signOutHere(): Promise<void> {
    if (this.#state !== 'linked') return;
    this.#state = 'signing-out';
    await this.memory.change(({ grant }) => (grant === null ? {} : { grant: { ...grant, leaving: true } }));
    await this.#leave();
  }

  /** A round trip over the socket. Rejects when there is none. */
  ping(): Promise<void> {
    return this.#connection?.ping() ?? Promise.reject(new Error('not linked'));
  }

  /**
   * Fetches from resource servers as this session: its token, a proof for each request, and whatever a server
   * asks for besides. Errors: NotLinked when there is no session, or it has just ended; Unavailable.
   */
  resourceFetch(fetch: Fetch): Fetch {
    const { key, clock } = this.parts;
    const accessToken = (fresh: boolean): Promise<string> => this.#accessToken(fresh);
    const resources = new ResourceFetch({ key, clock, fetch, accessToken });
    return (url, init) => resources.fetch(url, init);
  }

  /** The network may be back. */
  wake(): void {
    this.#connection?.wake();
  }

  /** Power off: nothing is deleted, nothing more is sent. */
  stop(): void {
    this.#state = 'stopped';
    this.#linking?.abort();
    this.#receipts.stop();
    this.#connection?.stop();
  }

  async #accessToken(fresh: boolean): Promise<string> {
    if (this.#state !== 'linked') throw new NotLinked();
    const answer = await this.#tokens.get(fresh);
    if ('accessToken' in answer) return answer.accessToken;
    if ((await this.#over(answer.over.securityEvent)) === 'later')
      throw new Unavailable('the session cannot be judged now');
    throw new NotLinked();
  }

  async #enrolled({ session, refreshToken, accessToken, expiresInMs }: Enrolled): Promise<void> {
    await this.memory.change(() => ({ grant: { session, refreshToken } }));
    this.#tokens.hold(accessToken, expiresInMs);
    await this.#enter(session);
  }

  async #enter(session: SessionDescription): Promise<void> {
    await this.parts.data.welcome(session);
    if (this.#state === 'stopped') return;
    this.#state = 'linked';
    this.parts.emit({ type: 'linked', session });
    this.#connect();
  }

  #connect(): void {
    const { key, dial, clock, random, endpoints, emit, data } = this.parts;
    const parts = { dial, clock, random, key, endpoints, policy: this.#policy, tokens: this.#tokens };
    this.#connection = new Connection(parts, {
      online: () => {
        emit({ type: 'online' });
        if (!this.#keys.inHand) void this.#keys.fetch().catch(() => undefined);
      },
      offline: () => emit({ type: 'offline' }),
      stopPlaying: () => {
        void data.stopPlaying();
        emit({ type: 'stopped-playing' });
      },
      over: (securityEvent) => this.#over(securityEvent),
      event: (set) => void this.#eventBySocket(set),
      receiptStored: (jti) => this.#receipts.answered(jti),
      hungUp: () => this.#receipts.hungUp(),
    });
    this.#connection.start();
  }

  async #eventBySocket(set: string): Promise<void> {
    // The session may have ended by another event a moment ago.
    if (this.session === null) return;
    // Without the issuer's keys nothing is decided here: the gateway closes, and the token endpoint tells again.
    const begun = await this.#believe(set).catch((error: unknown) =>
      error instanceof UnknownKeyForNow ? null : ('later' as const),
    );
    if (begun === null) this.parts.emit({ type: 'event-refused' });
    else if (begun !== 'later') await this.#obey(begun, this.#connection);
  }

  async #over(securityEvent: string | null): Promise<'ended' | 'later'> {
    try {
      const begun = securityEvent === null ? null : await this.#believe(securityEvent);
      if (begun === null) await this.#dropTokens();
      else await this.#obey(begun, null);
      return 'ended';
    } catch (error) {
      if (error instanceof Unavailable) return 'later';
      throw error;
    }
  }

  async #believe(set: string): Promise<BegunSignOut | null> {
    const { session } = this;
    return session === null ? null : believeEvent(set, session, this.parts.issuer, this.#keys);
  }

  /** @param by the connection that brought the event and takes the receipt; null = the receipt goes by HTTPS */
  async #obey(begun: BegunSignOut, by: Connection | null): Promise<void> {
    if (this.#state === 'signing-out' || this.#state === 'stopped') return;
    // One that was taken down is finished whatever became of its tokens; a new one must be about this session.
    if (this.memory.record.signOut === null && this.session?.sid !== begun.session.sid) return;
    this.#state = 'signing-out';
    // Before anything is written down: the picture does not wait for the disk.
    void this.parts.data.stopPlaying();
    this.#tokens.forget();
    if (by === null) this.#connection?.stop();
    else by.leave(begun.receiptWindowMs + LEAVE_MS);
    const done = await this.#untilDone(begun);
    if (done === null) return;
    const send = (): void => {
      if (by === null) this.#receipts.byHttps(done.receipt);
      else this.#receipts.bySocket(done.receipt, (receipt) => by.sendReceipt(receipt));
    };
    if (done.receiptWindowMs === 0) send();
    else this.#receipts.after(this.parts.random() * done.receiptWindowMs, send);
    this.parts.emit({ type: 'signed-out', wiped: done.wiped, jti: done.jti, txn: done.txn });
    this.#showEnrolment('signed-out');
  }

  /** A disk that fails delays the wipe; it does not end it. Null = this run was stopped first. */
  async #untilDone(begun: BegunSignOut): Promise<SignedOut | null> {
    const { data, key, issuer, clock } = this.parts;
    for (let attempt = 0; ; attempt++) {
      try {
        if (this.memory.record.signOut === null) await beginSignOut(this.memory, begun);
        return await finishSignOut(begun, { memory: this.memory, data, key, issuer, clock });
      } catch {
        const delayMs = fullJitter(this.parts.random).delayMs(attempt) ?? 0;
        await new Promise<void>((resolve) => this.#receipts.after(delayMs, resolve));
        if (this.#stopped()) return null;
      }
    }
  }

  async #dropTokens(): Promise<void> {
    if (this.#state !== 'linked') return;
    this.#state = 'signing-out';
    this.#connection?.stop();
    this.#tokens.forget();
    await this.parts.data.stopPlaying();
    await this.memory.change(() => ({ grant: null })).catch(() => undefined); // Else at the next start.
    this.#showEnrolment('over');
  }

  async #leave(): Promise<void> {
    const { data, emit, clock, endpoints, description } = this.parts;
    this.#connection?.stop();
    this.#tokens.forget();
    await data.stopPlaying();
    const wiped = ['tokens', ...(await data.wipe())];
    const refreshToken = this.memory.record.grant?.refreshToken;
    if (refreshToken !== undefined) {
      await tellServer(refreshToken, description.kind, { http: this.#http, endpoints, clock });
    }
    await this.memory.change(() => ({ grant: null }));
    emit({ type: 'signed-out', wiped, jti: null, txn: null });
    this.#showEnrolment('signed-out');
  }

  #showEnrolment(because: Extract<DeviceEvent, { type: 'enrolment-screen' }>['because']): void {
    if (this.#stopped()) return;
    this.#state = 'enrolment-screen';
    this.parts.emit({ type: 'enrolment-screen', because });
  }

  #stopped(): boolean {
    return this.#state === 'stopped';
  }
}
