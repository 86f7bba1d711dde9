/**
 * What a device needs of its platform. The core takes these and nothing else, so that it runs in a page, on a
 * television and under a test's own clock alike.
 */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  /** Null when the header is absent, or hidden from a page. */
  header(name: string): string | null;
  readonly body: string;
}

/** Rejects when no answer came; the request may still have been carried out. Never waits for ever. */
export type Http = (request: HttpRequest) => Promise<HttpResponse>;

/** The platform's own, for resources: bodies may be large, or of bytes. */
export type Fetch = (url: string, init?: FetchInit) => Promise<Response>;

/** What a request may be made of that is sent again with another proof: its body is a text. */
export interface FetchInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface SocketListener {
  message(text: string): void;
  /** Called once, whoever closed; 1006 when the connection broke or was never made (RFC 6455 section 7.1.5). */
  closed(code: number): void;
}

export interface Socket {
  /** A frame for a socket that is closing is dropped. */
  send(text: string): void;
  close(): void;
}

/** Begins to connect and returns at once; a failure is a `closed`. Never calls the listener before it returned. */
export type Dial = (url: string, subprotocol: string, listener: SocketListener) => Socket;

export interface Clock {
  /** Epoch ms as this device believes; it may be decades off, so it is shown to others and never judged. */
  now(): number;
  /** Milliseconds since some moment; never goes back. */
  monotonic(): number;
  /** Calls once after `ms`; the answer cancels. */
  after(ms: number, then: () => void): () => void;
}

/** Uniform in [0, 1). */
export type Random = () => number;
