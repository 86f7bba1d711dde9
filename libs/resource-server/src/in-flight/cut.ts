import type { Socket } from 'node:net';

/**
 * Ends a connection so that not one more byte leaves: a reset, which also throws away what the kernel holds for a
 * client that reads slowly. A plain close would go on sending that for as long as the client takes to read it.
 */
export function cut(socket: Socket): void {
  // Under TLS the connection itself is the socket below; Node has no public name for it.
  const below = (socket as { readonly _parent?: Partial<Socket> | null })._parent;
  const connection = typeof below?.resetAndDestroy === 'function' ? (below as Socket) : socket;
  try {
    connection.resetAndDestroy();
  } catch {
    // No TCP connection, a pipe say: closing is all there is.
    connection.destroy();
  }
  socket.destroy();
}
