import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SessionFacts } from '#libs/revocation-index';

/** What one session was streamed by this process. */
export interface Streamed {
  readonly sid: string;
  readonly sub: string;
  /** As its connections took them, headers included. */
  readonly bytes: number;
  /** Of those, what came after this process had ended the session: 0, or something is wrong. */
  readonly bytesAfterRevoked: number;
  readonly playing: string | null;
  /** Epoch ms. */
  readonly lastByteAt: number | null;
}

interface Session {
  readonly device: SessionFacts;
  settledBytes: number;
  readonly open: Set<() => number>;
  bytesWhenRevoked: number | null;
  playing: string | null;
  lastByteAt: number | null;
}

const MOST_SESSIONS = 1_000;
const PLAYS_FOR_MS = 10_000;

/**
 * Counts what each session was streamed, by the sockets' own counters: what a guard kept from being written is not
 * in them. The oldest sessions give way.
 */
export class StreamMeter {
  readonly #sessions = new Map<string, Session>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Counts what this response puts on its connection. Call the answer after each piece. */
  count(
    request: IncomingMessage,
    response: ServerResponse,
    device: SessionFacts,
    titleId: string,
  ): () => void {
    const session = this.#of(device);
    const { socket } = request;
    const before = socket.bytesWritten;
    const bytes = (): number => socket.bytesWritten - before;
    let seen = 0;
    const took = (): void => {
      if (bytes() === seen) return;
      seen = bytes();
      session.lastByteAt = this.now();
    };
    session.playing = titleId;
    session.open.add(bytes);
    response.once('close', () => {
      took();
      session.open.delete(bytes);
      session.settledBytes += bytes();
    });
    return took;
  }

  /** Its responses have ended: not one byte more may be counted. */
  revoked(isOver: (device: SessionFacts) => boolean): void {
    for (const session of this.#sessions.values()) {
      if (session.bytesWhenRevoked !== null || !isOver(session.device)) continue;
      session.bytesWhenRevoked = total(session);
      session.playing = null;
    }
  }

  stopped(sid: string): void {
    const session = this.#sessions.get(sid);
    if (session !== undefined) session.playing = null;
  }

  get sessions(): readonly Streamed[] {
    return [...this.#sessions.values()].map((session) => {
      const { device, bytesWhenRevoked, lastByteAt, playing } = session;
      const isPlaying = session.open.size > 0 || this.now() - (lastByteAt ?? 0) < PLAYS_FOR_MS;
      return {
        sid: device.sid,
        sub: device.sub,
        bytes: total(session),
        bytesAfterRevoked: bytesWhenRevoked === null ? 0 : total(session) - bytesWhenRevoked,
        playing: isPlaying ? playing : null,
        lastByteAt,
      };
    });
  }

  #of(device: SessionFacts): Session {
    const known = this.#sessions.get(device.sid);
    if (known !== undefined) return known;
    if (this.#sessions.size >= MOST_SESSIONS) {
      const [oldest] = this.#sessions.keys();
      if (oldest !== undefined) this.#sessions.delete(oldest);
    }
    const session: Session = {
      device,
      settledBytes: 0,
      open: new Set(),
      bytesWhenRevoked: null,
      playing: null,
      lastByteAt: null,
    };
    this.#sessions.set(device.sid, session);
    return session;
  }
}

const total = ({ settledBytes, open }: Session): number =>
  [...open].reduce((sum, bytes) => sum + bytes(), settledBytes);
