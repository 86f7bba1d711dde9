import type { Request, Response } from 'express';
import { operatorSecretIn } from './operator-cookie.js';
import type { OperatorSignIns } from './operator-sign-ins.js';

const CHECK_MS = 2_000;
const HEARTBEAT_MS = 15_000;
/** A page that reads slower than this is let go; it comes back and looks at the state. */
const MAX_QUEUED_BYTES = 1_048_576;
const MOST_OPEN = 256;

/** Server-sent events to one operator's page. */
export interface OperatorStream {
  send(event: string, data: unknown): void;
  onClosed(run: () => void): void;
}

interface Open {
  readonly secret: string | null;
  readonly response: Response;
}

/**
 * The event streams this instance holds open for operators. Each is asked for again every two seconds: an operator
 * that has signed out or was removed hears nothing more.
 */
export class OperatorStreams {
  readonly #open = new Set<Open>();
  #checks: NodeJS.Timeout | undefined;
  #heartbeats: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(private readonly signIns: Pick<OperatorSignIns, 'who'>) {}

  start(): void {
    // A check that cannot ask the database ends nothing; the next one may.
    this.#checks = setInterval(() => void this.#check().catch(() => {}), CHECK_MS).unref();
    this.#heartbeats = setInterval(() => {
      for (const { response } of this.#open) write(response, ': heartbeat\n\n');
    }, HEARTBEAT_MS).unref();
  }

  /** Null for who has left already, or while this process is about to stop. */
  open(request: Request, response: Response): OperatorStream | null {
    if (response.destroyed) return null;
    response.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
    response.flushHeaders();
    if (this.#closed) {
      response.end();
      return null;
    }
    request.socket.setNoDelay(true);
    const one: Open = { secret: operatorSecretIn(request), response };
    const [oldest] = this.#open;
    if (oldest !== undefined && this.#open.size >= MOST_OPEN) oldest.response.end();
    this.#open.add(one);
    response.on('close', () => this.#open.delete(one));
    write(response, ': open\n\n');
    return {
      send: (event, data) => write(response, `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
      onClosed: (run) => void response.on('close', run),
    };
  }

  /** Ends every stream, and from now on each that opens: the process is about to stop. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#checks);
    clearInterval(this.#heartbeats);
    for (const { response } of this.#open) response.end();
  }

  async #check(): Promise<void> {
    for (const one of [...this.#open]) {
      if ((await this.signIns.who(one.secret)) === null) one.response.end();
    }
  }
}

function write(response: Response, text: string): void {
  // Ended, and not yet taken out: a write now would be an error nobody handles.
  if (response.writableEnded || response.destroyed) return;
  if (response.writableLength > MAX_QUEUED_BYTES) response.destroy();
  else response.write(text);
}
