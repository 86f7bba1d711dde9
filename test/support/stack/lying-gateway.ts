import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { WebSocketServer, type WebSocket } from 'ws';
import {
  decodeDeviceFrame,
  encodeFrame,
  SUBPROTOCOL,
  type DeviceFrame,
  type GatewayFrame,
} from '#libs/push-protocol';
import type { SessionDescription } from '#libs/push-protocol';
import { decodeJws } from '#libs/security-event';
import type { KeysFolder } from './keys-folder.js';

/** A gateway that is not ours but has a good certificate: it lets everybody in, and says whatever a test wants. */
export class LyingGateway {
  readonly heard: DeviceFrame[] = [];
  readonly #sockets = new Set<WebSocket>();

  private constructor(
    readonly url: string,
    private readonly stop: () => Promise<void>,
  ) {}

  static async open({ folder }: KeysFolder): Promise<LyingGateway> {
    const [cert, key] = await Promise.all(['tls.pem', 'tls.key'].map((name) => readFile(join(folder, name))));
    const server = createSecureServer({ cert: cert!, key: key!, minVersion: 'TLSv1.3' });
    const sockets = new WebSocketServer({
      server,
      perMessageDeflate: false,
      handleProtocols: () => SUBPROTOCOL,
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const gateway = new LyingGateway(`wss://localhost:${port}/devices`, async () => {
      for (const socket of sockets.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    });
    sockets.on('connection', (socket) => gateway.#greet(socket));
    return gateway;
  }

  /** To every device that is connected. */
  say(frame: GatewayFrame): void {
    for (const socket of this.#sockets) socket.send(encodeFrame(frame));
  }

  closeAll(code: number): void {
    for (const socket of this.#sockets) socket.close(code);
  }

  close(): Promise<void> {
    return this.stop();
  }

  #greet(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    const answer = (frame: GatewayFrame): void => socket.send(encodeFrame(frame));
    answer({ type: 'challenge', nonce: crypto.randomUUID() });
    socket.on('message', (data: Buffer) => {
      const decoded = decodeDeviceFrame(data.toString('utf8'));
      if (!('frame' in decoded)) return;
      this.heard.push(decoded.frame);
      if (decoded.frame.type === 'hello') {
        const session = sessionIn(decoded.frame.accessToken);
        answer({ type: 'ready', session, renewWithinS: 300, heartbeatS: 30 });
      }
      if (decoded.frame.type === 'ping') answer({ type: 'pong' });
    });
  }
}

function sessionIn(accessToken: string): SessionDescription {
  const { sid, sub, seq, kind, model, app_version: appVersion } = decodeJws(accessToken).payload;
  return { sid, sub, seq, kind, model, appVersion } as SessionDescription;
}
