import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CannotStart } from '../cannot-start.js';
import { isFree } from '../services/ports.js';

/** Errors: CannotStart that names each port in use, by whom, and what to do. Nothing was started by then. */
export async function checkPorts(ports: readonly (readonly [what: string, port: number])[]): Promise<void> {
  const taken: string[] = [];
  for (const [what, port] of ports) {
    if (port > 65_535)
      throw new CannotStart(`There is no port ${port} (${what}). Use a smaller --port-offset.`);
    if (!(await isFree(port))) taken.push(`Port ${port} (${what}) is in use${await byWhom(port)}.`);
  }
  if (taken.length === 0) return;
  throw new CannotStart(
    `${taken.join('\n')}\nStop what uses it, or use other ports: npm start -- --port-offset 100`,
  );
}

/** As far as this system says. */
async function byWhom(port: number): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('ss', ['-Hltnp', `sport = :${port}`]);
    const found = /\(\("([^"]+)",pid=(\d+)/.exec(stdout);
    return found === null ? '' : ` by ${found[1]} (process ${found[2]})`;
  } catch {
    return '';
  }
}
