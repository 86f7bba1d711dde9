import {
  CLOSE,
  decodeDeviceFrame,
  encodeFrame,
  parseProof,
  type CloseName,
  type DeviceFrame,
  type GatewayFrame,
} from '#libs/push-protocol';
import { parseReceipt } from '#libs/security-event';
import type { Dial, SocketListener } from '../ports.js';
import type { FakeIssuer } from './fake-issuer.js';

/** One end of a socket, as the gateway holds it. */
export class FakeConnection {
  readonly frames: DeviceFrame[] = [];
  readonly nonce = crypto.randomUUID();
  open = true;
  isReady = false;
  sid: string | null = null;

  constructor(private readonly listener: SocketListener) {}

  send(frame: GatewayFrame): void {
    this.sendText(encodeFrame(frame));
  }

  sendText(text: string): void {
    if (this.open) this.listener.message(text);
  }

  close(code: CloseName | number): void {
    if (!this.open) return;
    this.open = false;
    this.listener.closed(typeof code === 'number' ? code : CLOSE[code].code);
  }
}

/** A gateway in memory over a FakeIssuer's sessions. */
export class FakeGateway {
  readonly connections: FakeConnection[] = [];
  /** Receipts are answered `receipt-stored`, then 4501. */
  storesReceipts = true;
  answersPings = true;
  refuses = false;
  /** Seconds: whoever comes is told to come back within them, and closed with 1013. */
  sendsAwayFor: number | null = null;
  /** Called instead of being ready. */
  onHello: ((connection: FakeConnection) => void) | null = null;
  renewWithinS = 300;

  constructor(private readonly issuer: FakeIssuer) {}

  readonly dial: Dial = (url, _subprotocol, listener) => {
    const connection = new FakeConnection(listener);
    this.connections.push(connection);
    setImmediate(() => {
      if (this.refuses) connection.close(1006);
      else if (this.sendsAwayFor !== null) {
        connection.send({ type: 'going-away', reconnectWithinS: this.sendsAwayFor });
        connection.close('overloaded');
      } else connection.send({ type: 'challenge', nonce: connection.nonce });
    });
    return {
      send: (text) => {
        const decoded = decodeDeviceFrame(text);
        if (!('frame' in decoded)) throw new Error(`the device sent ${text}`);
        if (connection.open) setImmediate(() => this.#receive(connection, url, decoded.frame));
      },
      close: () => {
        if (connection.open) setImmediate(() => connection.close(1000));
      },
    };
  };

  get current(): FakeConnection {
    const last = this.connections.at(-1);
    if (last === undefined) throw new Error('nobody dialled');
    return last;
  }

  get isReady(): boolean {
    return this.connections.at(-1)?.isReady === true && this.current.open;
  }

  #receive(connection: FakeConnection, url: string, frame: DeviceFrame): void {
    connection.frames.push(frame);
    switch (frame.type) {
      case 'hello':
      case 'renew':
        return this.#hello(connection, url, frame);
      case 'ping':
        if (this.answersPings) connection.send({ type: 'pong' });
        return;
      case 'receipt':
        return this.#receipt(connection, frame.receipt);
    }
  }

  #hello(
    connection: FakeConnection,
    url: string,
    frame: Extract<DeviceFrame, { type: 'hello' | 'renew' }>,
  ): void {
    const { claims } = parseProof(frame.proof);
    if (claims.nonce !== connection.nonce) return connection.close('proof_wrong_nonce');
    if (claims.htu !== url || claims.use !== frame.type) return connection.close('proof_wrong_htu');
    const sid = this.issuer.accessTokens.get(frame.accessToken);
    const found = [...this.issuer.sessions.values()].find((one) => one.session.sid === sid);
    if (found === undefined) return connection.close('token_invalid');
    connection.sid = found.session.sid;
    if (this.onHello !== null) return this.onHello(connection);
    connection.isReady = true;
    connection.send({
      type: 'ready',
      session: found.session,
      renewWithinS: this.renewWithinS,
      heartbeatS: 30,
    });
  }

  #receipt(connection: FakeConnection, text: string): void {
    if (!this.storesReceipts) return;
    const receipt = parseReceipt(text, this.issuer.issuer);
    this.issuer.receipts.push(receipt);
    connection.send({ type: 'receipt-stored', jti: receipt.claims.jti });
    connection.close('session_revoked');
  }
}
