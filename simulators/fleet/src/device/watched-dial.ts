import type { Dial, Socket, SocketListener } from '#libs/device-client';
import { monotonicMs } from '../monotonic.js';

const REVOKED_FRAME = '{"type":"session-revoked"';
/** RFC 6455 section 7.1.5: no close frame came. */
const BROKEN = 1006;

interface Watcher {
  /** The event arrived, before the device has begun to think about it. */
  told(): void;
  closed(code: number): void;
}

/** A device's dial that notes what comes, and can be cut off from outside. */
export class WatchedDial {
  #dialledAt = 0;
  #cut: () => void = () => undefined;

  constructor(
    private readonly under: Dial,
    private readonly watcher: Watcher,
  ) {}

  get sinceDialledMs(): number {
    return monotonicMs() - this.#dialledAt;
  }

  readonly dial: Dial = (url, subprotocol, listener) => {
    this.#dialledAt = monotonicMs();
    let isOver = false;
    const over = (code: number): void => {
      if (isOver) return;
      isOver = true;
      this.watcher.closed(code);
      listener.closed(code);
    };
    const heard: SocketListener = {
      message: (text) => {
        if (isOver) return;
        if (text.startsWith(REVOKED_FRAME)) this.watcher.told();
        listener.message(text);
      },
      closed: over,
    };
    const socket: Socket = this.under(url, subprotocol, heard);
    this.#cut = () => {
      if (isOver) return;
      socket.close();
      over(BROKEN);
    };
    return socket;
  };

  cut(): void {
    this.#cut();
  }
}
