import type { Dial } from '../ports.js';

/** Broken, or never made (RFC 6455 section 7.1.5). */
const BROKEN = 1006;

/** Sockets for pages. */
export const webSocketDial: Dial = (url, subprotocol, listener) => {
  const socket = new WebSocket(url, subprotocol);
  let over = false;
  const closed = (code: number): void => {
    if (over) return;
    over = true;
    listener.closed(code);
  };
  // A browser notices a lost network late, or never while it waits for an answer to its own close.
  const offline = (): void => {
    socket.close();
    closed(BROKEN);
  };
  addEventListener('offline', offline);
  socket.addEventListener('message', ({ data }) => {
    if (!over && typeof data === 'string') listener.message(data);
  });
  socket.addEventListener('close', ({ code }) => {
    removeEventListener('offline', offline);
    closed(code);
  });
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => socket.close(),
  };
};
