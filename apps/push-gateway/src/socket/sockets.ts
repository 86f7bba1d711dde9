import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions } from 'ws';
import type { ErrorCode } from '#libs/errors';
import { MAX_FRAME_BYTES, SUBPROTOCOL, type CloseName } from '#libs/push-protocol';
import { isHostServed, listenerOf } from '#libs/service-runtime';
import type { Doorway } from '../admission/doorway.js';
import { Nonces } from '../admission/nonces.js';
import type { Connection } from '../hub/connection.js';
import type { Hub } from '../hub/hub.js';
import type { GatewayMetrics } from '../metrics/gateway-metrics.js';
import type { AddressOf } from './address.js';
import { CLOSE_MS, Device, type ConnectionListener, type DeviceListener } from './device.js';
import type { PublicUrls } from './public-urls.js';
import './receiver-ends-once.js';
import { refuse } from './refuse.js';

export interface SocketOptions {
  readonly publicUrls: PublicUrls;
  readonly allowedOrigins: readonly string[];
  readonly addressOf: AddressOf;
  readonly maxBufferedBytes: number;
}

/** A device's frame fits in few segments: a peer that cuts it into crumbs wants our memory. */
const MAX_FRAGMENTS = 64;
const MAX_BUFFERED_CHUNKS = 256;

/**
 * Takes handshakes and makes connections of them: each is challenged at once. The only place where sockets are made.
 * Errors: host_not_served 421, route_not_found 404, origin_not_allowed 403, malformed_request 400.
 */
export class Sockets implements DeviceListener {
  readonly #open = new Set<Device>();
  readonly #nonces = new Nonces();
  readonly #server = new WebSocketServer({
    noServer: true,
    WebSocket: Device,
    clientTracking: false,
    perMessageDeflate: false,
    autoPong: false,
    maxPayload: MAX_FRAME_BYTES,
    maxFragments: MAX_FRAGMENTS,
    maxBufferedChunks: MAX_BUFFERED_CHUNKS,
    closeTimeout: CLOSE_MS,
    handleProtocols: () => SUBPROTOCOL,
  } as ServerOptions<typeof Device>);
  #lastId = 0;
  #draining = false;
  #emptied: (() => void) | null = null;

  constructor(
    private readonly hub: Hub,
    private readonly doorway: Pick<Doorway, 'knock'>,
    private readonly conversation: ConnectionListener,
    private readonly metrics: GatewayMetrics,
    private readonly options: SocketOptions,
  ) {}

  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const answer = this.#judge(request);
    if ('refused' in answer) {
      this.metrics.refusedHandshakes.inc({ status: refuse(socket, answer.refused, answer.detail) });
      return;
    }
    // The answer and the challenge in one write.
    socket.cork();
    this.#server.handleUpgrade(request, socket, head, (device) => {
      // What Node's own listeners hand over.
      device.raw = socket as Socket;
      device.htu = answer.htu;
      device.address = this.options.addressOf(request);
      this.#admit(device);
    });
    socket.uncork();
  };

  /** Those whose close is not over are counted too. */
  get size(): number {
    return this.#open.size;
  }

  /** From here on who connects is sent away. What is open stays, and is returned. */
  drain(): readonly Device[] {
    this.#draining = true;
    return [...this.#open];
  }

  /** Resolves once no socket is left. */
  empty(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => (this.#emptied = resolve));
  }

  message(connection: Connection, text: string): void {
    this.conversation.message(connection, text);
  }

  pinged(connection: Connection): void {
    this.conversation.pinged(connection);
  }

  ended(connection: Connection, why: CloseName | 'peer'): void {
    this.conversation.ended(connection, why);
  }

  closed(device: Device): void {
    this.#open.delete(device);
    if (this.#open.size === 0) this.#emptied?.();
  }

  #judge(request: IncomingMessage): { htu: string } | { refused: ErrorCode; detail?: string } {
    const { publicUrls, allowedOrigins } = this.options;
    if (!isHostServed(request, publicUrls.urls)) return { refused: 'host_not_served' };
    const { host = '', origin, 'sec-websocket-protocol': offered } = request.headers;
    const htu = publicUrls.dialled(listenerOf(request), host, request.url ?? '');
    if (htu === null) return { refused: 'route_not_found' };
    // Every browser names its page, and no page may use what a device at the same address may.
    if (origin !== undefined && !allowedOrigins.includes(origin)) return { refused: 'origin_not_allowed' };
    const protocols = (offered ?? '').split(',').map((one) => one.trim());
    if (!protocols.includes(SUBPROTOCOL))
      return { refused: 'malformed_request', detail: `the subprotocol is ${SUBPROTOCOL}` };
    return { htu };
  }

  #admit(device: Device): void {
    device.id = ++this.#lastId;
    device.listener = this;
    device.maxBufferedBytes = this.options.maxBufferedBytes;
    this.#open.add(device);
    device.begin();
    if (this.#draining) return device.end('going_away');
    const reconnectWithinS = this.doorway.knock(this.#open.size);
    if (reconnectWithinS !== null) {
      return device.sayLast({ type: 'going-away', reconnectWithinS }, 'overloaded');
    }
    device.nonce = this.#nonces.next();
    this.hub.greet(device);
    device.say({ type: 'challenge', nonce: device.nonce });
  }
}
