import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { buildGo } from './build-go.js';

export type Dialect = 'signoff' | 'socket.io' | 'centrifuge';

/** Times are CLOCK_MONOTONIC in ns, as `process.hrtime`. */
export interface Connected {
  readonly ready: number;
  readonly failed: number;
  readonly failure: string;
  readonly begunAt: number;
  readonly endedAt: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Heard {
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface FleetState {
  readonly open: number;
  readonly untold: number;
  readonly closes: Readonly<Record<string, number>>;
}

export interface PublicKey {
  readonly x: string;
  readonly y: string;
}

export const nowNs = (): number => Number(process.hrtime.bigint());

/** Handshakes under way at one moment, below what the queue of a listening socket holds. */
export const IN_FLIGHT = 256;

/** The Go client of the benches: devices with keys of their own in a process of their own. */
export class GoFleet {
  readonly #answers: ((line: string) => void)[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'signoff-bench-'));
  readonly #exited: Promise<void>;

  private constructor(
    private readonly child: ChildProcessByStdio<Writable, Readable, null>,
    readonly size: number,
  ) {
    createInterface({ input: child.stdout }).on('line', (line) => this.#answers.shift()?.(line));
    this.#exited = new Promise((resolve) => child.once('exit', () => resolve()));
    void this.#exited.then(() => {
      for (const answer of this.#answers.splice(0)) answer('{"error":"the fleet has ended"}');
    });
  }

  keys: readonly PublicKey[] = [];

  static async start(size: number): Promise<GoFleet> {
    const program = await buildGo('fleet');
    const child = spawn(program, [], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // One processor is left to the server, whatever happens.
      env: { ...process.env, GOMAXPROCS: '1' },
    });
    const fleet = new GoFleet(child, size);
    const file = join(fleet.#folder, 'keys');
    await fleet.#ask({ do: 'keys', count: size, file });
    fleet.keys = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [x = '', y = ''] = line.split(' ');
        return { x, y };
      });
    return fleet;
  }

  /** In the order of `keys`. */
  async take(tokens: readonly string[]): Promise<void> {
    const file = join(this.#folder, 'tokens');
    writeFileSync(file, `${tokens.join('\n')}\n`, { mode: 0o600 });
    await this.#ask({ do: 'tokens', file, from: 0 });
  }

  /** Throws unless every device came in. @param options.tries how often one comes that was sent away */
  async connect(
    url: string,
    { dialect = 'signoff', caFile = '', from = 0, to = this.size, inFlight = IN_FLIGHT, tries = 1 } = {},
  ): Promise<Connected> {
    const order = { do: 'connect', url, dialect, caFile, from, to, inFlight, tries };
    const connected = await this.#ask<Connected>(order);
    if (connected.failed > 0)
      throw new Error(`${connected.failed} of ${to - from} devices did not come in: ${connected.failure}`);
    return connected;
  }

  /**
   * Forgets what was heard so far.
   * @param options.event a frame that is about to come: whoever is connected signs its receipt now, not when it is told
   */
  watch({ receipts = false, event = '' } = {}): Promise<{ at: number }> {
    return this.#ask({ do: 'watch', receipts, event });
  }

  /** Resolves once so many were told, or after the time. */
  told(count = this.size, withinMs = 60_000): Promise<Heard> {
    return this.#ask({ do: 'told', count, withinMs });
  }

  stored(count = this.size, withinMs = 60_000): Promise<Heard> {
    return this.#ask({ do: 'stored', count, withinMs });
  }

  closed(count = this.size, withinMs = 60_000): Promise<Heard> {
    return this.#ask({ do: 'closed', count, withinMs });
  }

  times(
    devices: readonly number[],
  ): Promise<{ readonly told: readonly number[]; readonly stored: readonly number[] }> {
    return this.#ask({ do: 'times', devices });
  }

  drop(from = 0, to = this.size): Promise<{ dropped: number }> {
    return this.#ask({ do: 'drop', from, to });
  }

  state(): Promise<FleetState> {
    return this.#ask({ do: 'state' });
  }

  async stop(): Promise<void> {
    this.child.stdin.end();
    await this.#exited;
    rmSync(this.#folder, { recursive: true });
  }

  #ask<Answer>(order: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#answers.push((line) => {
        const answer = JSON.parse(line) as Answer & { error?: string };
        if (answer.error === undefined) resolve(answer);
        else reject(new Error(`the fleet: ${answer.error}`));
      });
      this.child.stdin.write(`${JSON.stringify(order)}\n`);
    });
  }
}
