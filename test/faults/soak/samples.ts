import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Admin } from 'kafkajs';
import type { Rig } from '../rig.js';
import type { Series } from './growth.js';

const MIB = 2 ** 20;
/**
 * From the first third to the last. A heap may grow by what it must remember, for it remembers sign-outs of six
 * minutes; RSS also by what an allocator keeps; a pool opens connections as they are needed.
 */
const MAY_GROW = {
  heapMib: 6,
  rssMib: 40,
  descriptors: 12,
  resources: 12,
  groups: 0,
  connections: 8,
  rows: 25,
};

/** What must come back to where it was, as it is now. */
const TABLES = {
  'outbox rows unsent': 'SELECT count(*) FROM outbox WHERE sent_at IS NULL',
  'presence rows': 'SELECT count(*) FROM device_presence',
  'rows of polls': 'SELECT count(*) FROM enforcement_polls',
  'rows of streams': 'SELECT count(*) FROM playback.streams',
  'rows of limits': 'SELECT count(*) FROM rate_limits',
};
const CONNECTIONS = 'SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()';

/** Takes what can be taken from outside, time after time; heaps note themselves. */
export class Samples {
  readonly #values = new Map<string, { readonly values: number[]; readonly mayGrow: number }>();

  constructor(
    private readonly rig: Rig,
    private readonly admin: Admin,
    private readonly heaps: string,
  ) {}

  async take(): Promise<void> {
    for (const { process } of this.#processes()) {
      if (!process.runs) continue;
      this.#note(`${process.name}: RSS, MiB`, rssOf(process.pid) / MIB, MAY_GROW.rssMib);
      const descriptors = readdirSync(`/proc/${process.pid}/fd`).length;
      this.#note(`${process.name}: descriptors`, descriptors, MAY_GROW.descriptors);
    }
    const { groups } = await this.admin.listGroups();
    this.#note('Kafka groups', groups.length, MAY_GROW.groups);
    const count = async (sql: string): Promise<number> =>
      Number((await this.rig.stack.room.query<{ count: string }>(sql))[0]!.count);
    this.#note('PostgreSQL connections', await count(CONNECTIONS), MAY_GROW.connections);
    for (const [name, sql] of Object.entries(TABLES)) this.#note(name, await count(sql), MAY_GROW.rows);
  }

  /** All that was measured after the warm-up, which is a share of the samples. */
  series(warmUp: number): readonly Series[] {
    const after = <T>(values: readonly T[]): readonly T[] => values.slice(Math.floor(values.length * warmUp));
    const outside = [...this.#values].map(([name, { values, mayGrow }]) => ({
      name,
      values: after(values),
      mayGrow,
    }));
    const inside = (existsSync(this.heaps) ? readdirSync(this.heaps) : []).flatMap((file) => {
      const lines = readFileSync(join(this.heaps, file), 'utf8').trim().split('\n');
      const taken = after(lines.map((line) => JSON.parse(line) as { heap: number; resources: number }));
      const name = file.replace('.jsonl', '');
      return [
        {
          name: `${name}: heap, MiB`,
          values: taken.map(({ heap }) => heap / MIB),
          mayGrow: MAY_GROW.heapMib,
        },
        {
          name: `${name}: handles and requests`,
          values: taken.map(({ resources }) => resources),
          mayGrow: MAY_GROW.resources,
        },
      ];
    });
    return [...inside, ...outside];
  }

  #processes() {
    const { stack, playback } = this.rig;
    return [...stack.accountApis, ...stack.gateways, playback];
  }

  #note(name: string, value: number, mayGrow: number): void {
    const known = this.#values.get(name);
    if (known === undefined) this.#values.set(name, { values: [value], mayGrow });
    else known.values.push(value);
  }
}

function rssOf(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib ?? Number.NaN) * 1_024;
}
