import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Child, ChildSpec } from '../../../infra/processes/child.js';
import { Started } from '../../../infra/processes/started.js';
import { embeddedPostgres } from '../../../infra/services/postgres/embedded-postgres.js';
import { recordedHome } from '../../../infra/services/postgres/home.js';
import { NotToBeHad } from '../../../infra/services/way.js';
import { freePorts } from './free-ports.js';

/** A PostgreSQL of one test's own, which it may end in the midst of things and start again on the same data. */
export class OwnPostgres {
  url = '';
  readonly #started: ServerStarted;

  private constructor(
    private readonly folder: string,
    readonly port: number,
  ) {
    this.#started = new ServerStarted(join(folder, 'processes.json'));
  }

  static async start(): Promise<OwnPostgres> {
    const [port] = (await freePorts(1)) as [number];
    const folder = mkdtempSync(join(tmpdir(), 'signoff-postgres-'));
    // Its user must get through to its data.
    chmodSync(folder, 0o711);
    const postgres = new OwnPostgres(folder, port);
    try {
      await postgres.again();
    } catch (error) {
      await postgres.close();
      throw error;
    }
    return postgres;
  }

  /** Starts it on the data and the port it had. */
  async again(): Promise<void> {
    const { folder, port } = this;
    const options = { dataDir: folder, logsDir: join(folder, 'logs'), port, throwAway: true };
    const service = await embeddedPostgres({ ...options, started: this.#started });
    if (service instanceof NotToBeHad)
      throw new Error(`a test of faults needs a PostgreSQL to end: ${service.reason}`);
    this.url = service.address;
  }

  /** Ends at once, as at a crash: what was committed is found in its log at the next start. */
  async crash(): Promise<void> {
    const server = this.#started.server;
    if (server?.pid === undefined) throw new Error('PostgreSQL does not run');
    process.kill(server.pid, 'SIGQUIT');
    await server.exited;
  }

  async close(): Promise<void> {
    await this.#started.stop({ say: () => undefined, during: (_, work) => work });
    const elsewhere = recordedHome(this.folder)?.elsewhere;
    for (const one of elsewhere ? [elsewhere, this.folder] : [this.folder])
      rmSync(one, { recursive: true, force: true });
  }
}

/** Knows which of what it started is the server; making its folder is another process. */
class ServerStarted extends Started {
  server: Child | null = null;

  override start(spec: ChildSpec): Child {
    return (this.server = super.start(spec));
  }
}
