import type { Grant } from '../device-store.js';
import type { Memory } from '../memory.js';
import type { Clock } from '../ports.js';
import { isGranted, type TokenEndpoint } from './token-endpoint.js';
import { Unavailable } from './unavailable.js';

/** A token shorter-lived than this is not worth dialling with. */
const LEAST_LIFE_MS = 10_000;

/** What came of asking: a token, or the issuer's word that the session is over, perhaps with the event that ended it. */
export type AccessTokenAnswer =
  { readonly accessToken: string } | { readonly over: { readonly securityEvent: string | null } };

/**
 * The access token in hand, refreshed when it is needed.
 * Invariants: one refresh at a time, whoever asks; a lost answer costs another request and nothing else, for
 * refresh tokens are not rotated; only `invalid_grant` says that the session is over.
 * Errors: Unavailable for all else.
 */
export class AccessTokens {
  #held: { readonly accessToken: string; readonly until: number } | null = null;
  #asking: Promise<AccessTokenAnswer> | null = null;

  constructor(
    private readonly memory: Memory,
    private readonly endpoint: TokenEndpoint,
    private readonly clock: Clock,
    private readonly appVersion: string,
  ) {}

  /** Puts in hand the token that came with an enrolment. */
  hold(accessToken: string, expiresInMs: number): void {
    this.#held = { accessToken, until: this.clock.monotonic() + expiresInMs };
  }

  forget(): void {
    this.#held = null;
  }

  /** @param fresh asks the issuer even if the token in hand seems good: a gateway said otherwise */
  async get(fresh: boolean): Promise<AccessTokenAnswer> {
    const held = this.#held;
    if (!fresh && held !== null && held.until - this.clock.monotonic() > LEAST_LIFE_MS) {
      return { accessToken: held.accessToken };
    }
    this.#asking ??= this.#refresh().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #refresh(): Promise<AccessTokenAnswer> {
    const { grant } = this.memory.record;
    if (grant === null) throw new Unavailable('there is no session to refresh');
    const answer = await this.endpoint.refresh(grant.refreshToken, this.appVersion);
    // The session may have ended on this device while the answer was under way.
    if (this.memory.record.grant?.session.sid !== grant.session.sid)
      throw new Unavailable('the session has ended');
    if (!isGranted(answer)) {
      if (answer.error !== 'invalid_grant')
        throw new Unavailable(`the token endpoint answered ${answer.error}`);
      return { over: { securityEvent: answer.securityEvent } };
    }
    await this.#remember({
      ...grant,
      session: answer.session,
      refreshToken: answer.refreshToken ?? grant.refreshToken,
    });
    this.hold(answer.accessToken, answer.expiresInMs);
    return { accessToken: answer.accessToken };
  }

  /** The facts an event is judged by may change at a refresh, such as the version of this app. */
  async #remember(grant: Grant): Promise<void> {
    if (JSON.stringify(grant) === JSON.stringify(this.memory.record.grant)) return;
    await this.memory.change(({ grant: now }) =>
      now?.session.sid === grant.session.sid ? { grant: { ...now, ...grant } } : {},
    );
  }
}
