import type { Predicate, SessionFacts } from '#libs/revocation-index';

export const MOST_TILES = 10_000;

/** A device as the wall shows it. Its number is its place in the list. */
export interface Tile {
  readonly sid: string;
  readonly kind: string;
  readonly model: string;
  readonly online: boolean;
}

/** Which devices one look at the wall is of, so that its numbers mean the same to every instance. */
export interface Wall {
  readonly id: string;
  /** Epoch ms of the database. */
  readonly madeAt: number;
  /** By number. */
  readonly sessions: readonly SessionFacts[];
}

/** What changed, by tile number. */
export interface WallBatch {
  /** Epoch ms of the database: when it was seen to be so. */
  readonly atMs: number;
  readonly online: readonly number[];
  readonly offline: readonly number[];
  readonly blocked: readonly number[];
  readonly confirmed: readonly number[];
}

export interface WallStore {
  /** The newest devices that are signed in, kept as a wall of this operator. */
  add(operatorId: string, limit: number): Promise<{ wall: string; at: number; tiles: readonly Tile[] }>;
  /** @param id null: the operator's newest */
  find(operatorId: string, id: string | null): Promise<Wall | null>;
  now(): Promise<number>;
  present(): Promise<readonly string[]>;
  /** Of these sessions, whatever the time. */
  confirmedOf(sids: readonly string[]): Promise<readonly string[]>;
  confirmedSince(ms: number): Promise<readonly string[]>;
  blockedSince(ms: number): Promise<readonly Predicate[]>;
}

export const WALL_STORE = Symbol('WallStore');
