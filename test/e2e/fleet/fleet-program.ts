import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDemoOperators } from '../../../infra/household/demo-operators.js';
import type { FleetReport } from '../../../simulators/fleet/src/report/report.js';
import type { Listening, Stack } from '../../support/stack/a-stack.js';

export interface FleetRun {
  readonly code: number | null;
  readonly said: string;
  readonly report: FleetReport;
  readonly page: string;
}

/** The fleet's program on a stack of the test's own, which restarts its gateways when the fleet asks for it. */
export class FleetProgram {
  readonly #folder = mkdtempSync(join(tmpdir(), 'signoff-fleet-'));

  #run: object = {};

  private constructor(private readonly stack: Stack) {}

  static async on(stack: Stack): Promise<FleetProgram> {
    const program = new FleetProgram(stack);
    const { databaseUrl } = stack.room;
    const operators = await makeDemoOperators(join(program.#folder, 'operators.json'), databaseUrl);
    const { issuer, accountUrl, keys, accountApis, gateways } = stack;
    program.#run = {
      issuer,
      accountUrl,
      internalUrl: internalUrl(accountApis[0]!),
      caFile: keys.caFile,
      databaseUrl,
      gateways: gateways.map((own) => ({
        url: `wss://localhost:${own.tls}/devices`,
        plainUrl: `ws://localhost:${own.plain}/devices`,
        internalUrl: internalUrl(own),
      })),
      operators,
    };
    return program;
  }

  /**
   * @param options.isAlone no other device has a session, so "everyone" may mean everyone
   * @param options.onLine hears each line as it is said
   */
  async run(
    args: readonly string[],
    { isAlone = false, onLine }: { isAlone?: boolean; onLine?: (line: string) => void } = {},
  ): Promise<FleetRun> {
    const run = { ...this.#run, isForFleet: isAlone };
    writeFileSync(join(this.#folder, 'run.json'), JSON.stringify(run), { mode: 0o600 });
    const [json, html] = [join(this.#folder, 'report.json'), join(this.#folder, 'report.html')];
    const files = ['--run', join(this.#folder, 'run.json'), '--json', json, '--html', html];
    const child = fork('dist/simulators/fleet/src/main.js', [...files, ...args], {
      execArgv: ['--import', './test/support/stack/die-with-parent.mjs'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let said = '';
    for (const output of [child.stdout, child.stderr]) {
      output?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        text.split('\n').forEach((line) => onLine?.(line));
      });
    }
    child.on('message', ({ index }: { index: number }) => {
      const { process } = this.stack.gateways[index]!;
      void process
        .stop()
        .then(() => process.start())
        .then(() => child.send({ type: 'gateway-restarted', index }));
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    const read = (path: string): string => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        throw new Error(`the fleet wrote no report (${code}); it said:\n${said}`);
      }
    };
    return { code, said, report: JSON.parse(read(json)) as FleetReport, page: read(html) };
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const internalUrl = ({ internal }: Listening): string => `http://127.0.0.1:${internal}`;
