import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Logger } from '#libs/service-runtime';
import type { Pace } from './pace.js';
import type { ToVerify, Verdict, VerdictBatch, VerifyBatch, WorkerOptions } from './verdict.js';

/** The worker as the verifier needs it, so that a spec can kill it at any moment. */
export interface VerifyThread {
  post(batch: VerifyBatch): void;
  /** Both may be called at any time from the next turn on; `died` once, and last. */
  listen(verdicts: (batch: VerdictBatch) => void, died: (cause: unknown) => void): void;
  terminate(): Promise<void>;
}

export interface VerifierOptions {
  readonly maxPending: number;
  readonly restarted?: () => void;
  readonly pace?: Pick<Pace, 'busy' | 'did' | 'idle'>;
}

/** A thread that has work and gives no verdict for so many checks is stuck. */
const CHECK_MS = 1_000;
const STUCK_CHECKS = 10;
/** Between two lives of a thread that dies as it is born. */
const RESTART_MS = 1_000;

/**
 * Verification beside the main thread: requests of one turn of the event loop go over in one message. A thread that
 * dies or hangs is replaced, and what it held is closed as overloaded, so that devices come back with backoff.
 */
export class Verifier {
  readonly #pending = new Map<number, (verdict: Verdict) => void>();
  readonly #check: NodeJS.Timeout;
  #outgoing: (readonly [number, ToVerify])[] = [];
  #thread: VerifyThread | null = null;
  #lastId = 0;
  #idleChecks = 0;
  #hasAnswered = false;
  #stopped = false;

  constructor(
    private readonly startThread: () => VerifyThread,
    private readonly options: VerifierOptions,
    private readonly logger: Pick<Logger, 'error'>,
  ) {
    this.#start();
    this.#check = setInterval(() => this.#checkStuck(), CHECK_MS);
    this.#check.unref();
  }

  get pending(): number {
    return this.#pending.size;
  }

  verify(request: ToVerify): Promise<Verdict> {
    if (this.#thread === null || this.#pending.size >= this.options.maxPending)
      return Promise.resolve({ close: 'overloaded' });
    return new Promise((resolve) => {
      this.#lastId += 1;
      this.options.pace?.busy();
      this.#pending.set(this.#lastId, resolve);
      this.#outgoing.push([this.#lastId, request]);
      if (this.#outgoing.length === 1) setImmediate(() => this.#post());
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#check);
    await this.#thread?.terminate();
  }

  #start(): void {
    if (this.#stopped) return;
    const thread = this.startThread();
    this.#thread = thread;
    this.#hasAnswered = false;
    thread.listen(
      (batch) => this.#answer(batch),
      (cause) => this.#died(cause),
    );
  }

  #post(): void {
    const batch = this.#outgoing;
    this.#outgoing = [];
    if (batch.length > 0) this.#thread?.post(batch);
  }

  #answer(batch: VerdictBatch): void {
    this.#hasAnswered = true;
    this.#idleChecks = 0;
    for (const [id, verdict] of batch) {
      this.#pending.get(id)?.(verdict);
      this.#pending.delete(id);
    }
    this.options.pace?.did(batch.length, this.#pending.size);
  }

  #died(cause: unknown): void {
    this.#thread = null;
    this.#outgoing = [];
    const held = [...this.#pending.values()];
    this.#pending.clear();
    this.options.pace?.idle();
    for (const resolve of held) resolve({ close: 'overloaded' });
    if (this.#stopped) return;
    this.logger.error({ err: cause, held: held.length }, 'the verifying thread died; it is started anew');
    this.options.restarted?.();
    if (this.#hasAnswered) this.#start();
    else setTimeout(() => this.#start(), RESTART_MS).unref();
  }

  /** Counts checks that ran, not time: a process that was frozen must not take its thread for stuck. */
  #checkStuck(): void {
    this.#idleChecks = this.#pending.size === 0 ? 0 : this.#idleChecks + 1;
    if (this.#idleChecks < STUCK_CHECKS) return;
    this.#idleChecks = 0;
    void this.#thread?.terminate();
  }
}

const WORKER = new URL('./verify-worker.js', import.meta.url);

/** The real thread. Its young generation is small: what it makes is short-lived, and memory is for connections. */
export function startVerifyThread(issuer: string, caFile: string | null, file = WORKER): VerifyThread {
  const options: WorkerOptions = caFile === null ? { issuer } : { issuer, ca: readFileSync(caFile, 'utf8') };
  const worker = new Worker(file, {
    workerData: options,
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
  });
  let cause: unknown = null;
  return {
    post: (batch) => worker.postMessage(batch),
    listen: (verdicts, died) => {
      worker.on('message', verdicts);
      worker.on('error', (error) => (cause = error));
      worker.once('exit', (code) => died(cause ?? new Error(`it ended with ${code}`)));
    },
    terminate: async () => {
      await worker.terminate();
    },
  };
}
