import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as others } from 'node:timers/promises';
import { covers, type Predicate, type SessionFacts } from '#libs/revocation-index';
import { cut } from './cut.js';

/** A response that a session is getting, or may get. */
export interface ResponseInFlight {
  readonly facts: SessionFacts;
  readonly graceMs: number;
  /** When it was last judged good, monotonic ms; -Infinity before. */
  goodAt: number;
  /** Whether that was by grace alone. */
  byGrace: boolean;
  readonly isOver: boolean;
  end(): void;
}

const LOOKED_AT_A_SLICE = 500;

/**
 * The responses of this process that are in flight, by session and by account.
 * Invariants: a registered response is found by its sid and its sub until its connection has taken all of it, or is
 * gone; once `endCovered` or `endAll` has settled, none that is covered can write another byte.
 */
export class InFlight {
  readonly #bySid = new Map<string, Set<ResponseInFlight>>();
  readonly #byAccount = new Map<string, Set<ResponseInFlight>>();
  #size = 0;
  ended = 0;

  register(
    request: IncomingMessage,
    response: ServerResponse,
    facts: SessionFacts,
    graceMs: number,
  ): ResponseInFlight {
    const entry = new Entry(request, facts, graceMs);
    add(this.#bySid, facts.sid, entry);
    add(this.#byAccount, facts.sub, entry);
    this.#size++;
    const remove = (): void => this.release(entry);
    // It may be closed already: then nothing will tell so again.
    if (request.socket.destroyed || response.closed) remove();
    else response.once('close', remove);
    return entry;
  }

  /** Ends what a revocation covers; a class takes a look at all, in slices. */
  endCovered(predicate: Predicate): void | Promise<void> {
    switch (predicate.type) {
      case 'session':
        return this.#endEach(this.#bySid.get(predicate.sid), () => true);
      case 'account':
        return this.#endEach(this.#byAccount.get(predicate.sub), ({ facts }) => covers(predicate, facts));
      case 'class':
        return this.endAll((facts) => covers(predicate, facts));
    }
  }

  async endAll(isCovered: (facts: SessionFacts) => boolean): Promise<void> {
    let left = LOOKED_AT_A_SLICE;
    for (const entry of this.all()) {
      if (left-- === 0) {
        await others();
        left = LOOKED_AT_A_SLICE;
      }
      if (isCovered(entry.facts)) this.end(entry);
    }
  }

  end(entry: ResponseInFlight): void {
    if (!entry.isOver) this.ended++;
    entry.end();
    this.release(entry);
  }

  /** It is refused, so what follows is an error answer. */
  release(entry: ResponseInFlight): void {
    if (!take(this.#bySid, entry.facts.sid, entry)) return;
    take(this.#byAccount, entry.facts.sub, entry);
    this.#size--;
  }

  /** Live: what is added or removed meanwhile is met or not. */
  *all(): Generator<ResponseInFlight> {
    for (const entries of this.#bySid.values()) yield* entries;
  }

  get size(): number {
    return this.#size;
  }

  #endEach(
    entries: ReadonlySet<ResponseInFlight> | undefined,
    isCovered: (entry: ResponseInFlight) => boolean,
  ): void {
    for (const entry of entries ?? []) if (isCovered(entry)) this.end(entry);
  }
}

class Entry implements ResponseInFlight {
  goodAt = -Infinity;
  byGrace = false;
  isOver = false;

  constructor(
    private readonly request: IncomingMessage,
    readonly facts: SessionFacts,
    readonly graceMs: number,
  ) {}

  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    // What is still being judged has not begun: it is refused in words. The socket is the request's, for a
    // pipelined response has none of its own yet.
    if (this.goodAt !== -Infinity) cut(this.request.socket);
  }
}

function add(map: Map<string, Set<ResponseInFlight>>, key: string, entry: ResponseInFlight): void {
  const entries = map.get(key);
  if (entries === undefined) map.set(key, new Set([entry]));
  else entries.add(entry);
}

function take(map: Map<string, Set<ResponseInFlight>>, key: string, entry: ResponseInFlight): boolean {
  const entries = map.get(key);
  if (entries === undefined || !entries.delete(entry)) return false;
  if (entries.size === 0) map.delete(key);
  return true;
}
