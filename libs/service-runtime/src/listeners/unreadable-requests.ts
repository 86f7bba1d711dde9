import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { SignoffError, type ErrorCode } from '#libs/errors';
import { rawProblem } from '../problems/raw-problem.js';
import { sendProblem } from '../problems/send-problem.js';

/** For an answer to be read: a socket closed over what was still being sent takes its answer along (RFC 9112 section 9.6). */
const LINGER_MS = 1_000;

/** What there is to say of a text that cannot be read, without quoting it. */
const NOT_HTTP = 'It is not well-formed HTTP/1.1';

const CODES: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'payload_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/**
 * Answers by the registry what never becomes a request: Node's parser would answer by itself, without a problem.
 * Invariants: nothing of what was sent is logged or repeated; an answer that has begun, or that another request of
 * the connection waits for, is never written into; a connection that broke is closed without a word.
 * Errors: malformed_request, headers_too_large, payload_too_large, request_timeout.
 */
export class UnreadableRequests {
  readonly #underWay = new WeakMap<Socket, Set<ServerResponse>>();
  /** A TLS handshake that failed comes by the same event, and can be told nothing. */
  readonly #speaksHttp: (socket: Socket) => boolean;

  constructor(server: Server, speaksHttp: (socket: Socket) => boolean) {
    this.#speaksHttp = speaksHttp;
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      this.#refuse(error, socket);
    });
    // RFC 9110 section 10.1.1 lets a server refuse other expectations than 100-continue; Node would, with no problem.
    server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  }

  /** Whether it is one to be handled; if not, it is answered. */
  admits(request: IncomingMessage, response: ServerResponse): boolean {
    this.#watch(request.socket, response);
    // RFC 9112 section 3.2. The servers are made with `requireHostHeader: false`, so that we say it.
    if (request.headers.host !== undefined || request.httpVersion !== '1.1') return true;
    response.setHeader('Connection', 'close');
    sendProblem(response, new SignoffError('malformed_request', 'Host is missing'));
    return false;
  }

  #watch(socket: Socket, response: ServerResponse): void {
    const responses = this.#underWay.get(socket) ?? new Set();
    this.#underWay.set(socket, responses.add(response));
    response.once('close', () => responses.delete(response));
  }

  #refuse(error: NodeJS.ErrnoException, socket: Socket): void {
    // The parser complains of each further piece that arrives while the answer is read.
    if (socket.writableEnded) return;
    const code = codeOf(error);
    if (code === null || !this.#speaksHttp(socket) || !socket.writable || !this.#awaitsThisAnswer(socket)) {
      socket.destroy();
      return;
    }
    socket.on('error', () => undefined);
    socket.end(rawProblem(new SignoffError(code, code === 'malformed_request' ? NOT_HTTP : undefined)));
    const cut = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.once('close', () => clearTimeout(cut));
  }

  /** Nothing is under way, or only the answer to the very request whose body cannot be read. */
  #awaitsThisAnswer(socket: Socket): boolean {
    const [first, ...more] = this.#underWay.get(socket) ?? [];
    if (first === undefined) return true;
    return more.length === 0 && !first.req.complete && !first.headersSent;
  }
}

function codeOf({ code = '' }: NodeJS.ErrnoException): ErrorCode | null {
  return CODES[code] ?? (code.startsWith('HPE_') ? 'malformed_request' : null);
}
