import { WebSocket } from 'ws';
import { MAX_FRAME_BYTES } from '#libs/push-protocol';
import type { Dial } from '../ports.js';
import type { TlsTrust } from './node-http.js';

const HANDSHAKE_MS = 10_000;
const CLOSE_MS = 2_000;

/** Sockets for device programs, TLS 1.3 only, without compression: tokens and attacker's text never share a window. */
export function wsDial({ ca, localAddress }: TlsTrust = {}): Dial {
  return (url, subprotocol, listener) => {
    const socket = new WebSocket(url, subprotocol, {
      handshakeTimeout: HANDSHAKE_MS,
      perMessageDeflate: false,
      maxPayload: MAX_FRAME_BYTES,
      minVersion: 'TLSv1.3',
      ...(ca === undefined ? {} : { ca }),
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) listener.message(data.toString('utf8'));
    });
    socket.on('error', () => undefined); // A close follows, which is what counts.
    socket.once('close', (code) => listener.closed(code));
    return {
      send: (text) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      close: () => {
        if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
        else socket.close(1000);
        // A peer that is gone never answers the close.
        setTimeout(() => socket.terminate(), CLOSE_MS).unref();
      },
    };
  };
}
