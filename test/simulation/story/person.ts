import type { ShownState } from '#libs/audit';
import { SignoffError } from '#libs/errors';
import type { SessionFacts } from '#libs/revocation-index';
import type { SignedInBrowser } from '../../../apps/account-api/src/browser-sessions/browser-sessions.js';
import type { RevocationView } from '../../../apps/account-api/src/revocations/view.js';
import type { Api } from '../parts/roles.js';
import type { World } from '../parts/world.js';
import { EPOCH_MS, type VirtualProcess } from '../virtual/process.js';
import { short } from './story.js';

const PATIENCE_MS = 5_000;
const TRIES = 3;

/** An account's owner at a browser: presses, reads the answer, and presses again where none comes. */
export class Person {
  readonly process: VirtualProcess;
  #browser: string | null = null;
  /** When each press was made, and the first answer to it. */
  readonly answered = new Set<string>();

  constructor(
    private readonly world: World,
    readonly name: string,
    readonly sub: string,
  ) {
    this.process = world.process(name);
  }

  do(work: () => Promise<void>): void {
    this.process.step(0, () => void work().catch((error: unknown) => this.#unexpected(error)));
  }

  async approve(userCode: string): Promise<void> {
    await this.#ask(`approves ${userCode}`, 1, (api, who) => api.decideCode.approve(userCode, who));
  }

  async signOut(sid: string): Promise<void> {
    await this.#press(`signs ${short(sid)} out`, (api, who, requestedAt) =>
      api.revokeSession.revoke(who.sub, sid, requestedAt),
    );
  }

  async signOutAll(exceptSid: string | null): Promise<void> {
    const idempotencyKey = this.world.chance.chance(0.5) ? this.world.chance.uuid() : null;
    const words = exceptSid === null ? 'everything' : `all but ${short(exceptSid)}`;
    await this.#press(`signs ${words} out`, (api, who, requestedAt) =>
      api.revokeAccount.revoke(who.sub, { exceptSid, idempotencyKey }, requestedAt),
    );
  }

  /** Reads how far a revocation is. */
  async look(id: string): Promise<void> {
    const view = await this.#ask('looks', TRIES, (api, who) => api.readRevocation.read(who.sub, id));
    if (view !== null) this.#shown(view);
  }

  async list(): Promise<void> {
    const { world, sub } = this;
    const askedAt = world.now;
    const page = await this.#ask('lists', TRIES, (api, who) =>
      api.list.page({ sub, currentSid: who.sid, limit: 100, after: null }),
    );
    if (page === null) return;
    const sessions = page.sessions.map(({ sid, state }) => ({ sid, state }));
    world.story.answers.push({ type: 'listed', sub, askedAt, answeredAt: world.now, sessions });
  }

  async #press(
    words: string,
    revoke: (api: Api, who: SignedInBrowser, requestedAt: number) => Promise<RevocationView>,
  ): Promise<void> {
    const { world } = this;
    const pressedAt = world.now;
    const view = await this.#ask(words, TRIES, (api, who) => revoke(api, who, api.process.monotonicMs()));
    if (view === null) return;
    const { id } = view;
    const row = world.store.committed.revocations.get(id);
    if (row === undefined) return world.story.fault(`${this.name} was answered ${id}, which is not stored`);
    this.answered.add(id);
    world.story.answers.push({
      type: 'revoked',
      id,
      predicate: row.predicate,
      // A repeat is answered with the press that did it.
      pressedAt: Math.min(pressedAt, row.insertedAt),
      answeredAt: world.now,
      awaitsReceipt: row.awaits_receipt,
    });
    world.story.tell(`${this.name} is answered ${short(id)}`);
    this.#shown(view);
  }

  #shown({ id, blockedAt, devices }: RevocationView): void {
    const { world } = this;
    world.story.answers.push({
      type: 'shown',
      id,
      at: world.now,
      blockedAt: blockedAt === null ? null : blockedAt - EPOCH_MS,
      devices: devices.map(({ sid, state }) => ({ sid, state: state satisfies ShownState })),
    });
  }

  /** Null where no answer came, or one that refuses. */
  async #ask<T>(
    words: string,
    tries: number,
    work: (api: Api, who: SignedInBrowser) => Promise<T>,
  ): Promise<T | null> {
    const { world, name } = this;
    world.story.tell(`${name} ${words}`);
    for (let attempt = 0; attempt < tries; attempt++) {
      try {
        return await world.callApi(this.process, PATIENCE_MS, async (api) =>
          work(api, await this.#signedIn(api)),
        );
      } catch (error) {
        world.story.tell(`${name} hears: ${(error as Error).message}`);
        if (error instanceof SignoffError && error.code !== 'sign_in_required') return null;
        if (error instanceof SignoffError) this.#browser = null;
      }
    }
    return null;
  }

  /** The browser's session, judged at the source as every request of a page is; a new one where there is none. */
  async #signedIn(api: Api): Promise<SignedInBrowser> {
    const { sub } = this;
    const session = this.#browser === null ? null : await api.sessions.find(this.#browser);
    const facts = session?.facts ?? (await this.#openBrowser(api));
    if ((await api.sessions.findRevocationOf(facts)) !== null) throw new SignoffError('sign_in_required');
    return {
      sub,
      sid: facts.sid,
      facts,
      address: '192.0.2.9',
      passwordAgeMs: 0,
    } as unknown as SignedInBrowser;
  }

  async #openBrowser({ database, sessions }: Api): Promise<SessionFacts> {
    const { sub, name } = this;
    const sid = this.world.chance.uuid();
    const browser = {
      kind: 'browser',
      name,
      model: 'Firefox',
      appVersion: '',
      jkt: null,
      address: '',
    } as const;
    const facts = await database.transaction(async (tx) => {
      await sessions.lockAccount(tx, sub);
      return sessions.open(tx, { sid, sub, ...browser });
    });
    this.#browser = sid;
    return facts;
  }

  #unexpected(error: unknown): void {
    this.world.story.fault(`${this.name} met ${(error as Error).stack ?? String(error)}`);
  }
}
