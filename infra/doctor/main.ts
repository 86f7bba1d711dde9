import { parseArgs } from 'node:util';
import { startConfig } from '../start/config.js';
import { layoutOf } from '../start/layout.js';
import { gather } from './gather/gather.js';
import { judge } from './judge.js';
import { print } from './print.js';

const USAGE = `usage: npm run doctor -- [options]
  --json                  an array of findings, for programs: check, level, says, todo
  --unconfirmed-after S   seconds after which a receipt is missed (60)
  --help                  this
It looks at the Signoff that runs here (.signoff/run.json), else at what the environment names. It changes nothing.
Exit code: 0 when nothing is wrong (there may be warnings), else 1.`;

/** `npm run doctor`: what is wrong with this installation, and what to do. Resolves with the exit code. */
export async function doctor(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<number> {
  let asked: { json: boolean; unconfirmedForMs: number };
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        json: { type: 'boolean', default: false },
        'unconfirmed-after': { type: 'string', default: '60' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      say(USAGE);
      return 0;
    }
    const seconds = Number(values['unconfirmed-after']);
    if (!(seconds > 0)) throw new Error('--unconfirmed-after must be a number of seconds');
    asked = { json: values.json, unconfirmedForMs: seconds * 1000 };
  } catch (error) {
    say(`${(error as Error).message}\n${USAGE}`);
    return 1;
  }
  const { json, unconfirmedForMs } = asked;
  const config = startConfig.load(env);
  const facts = await gather({
    config,
    layout: layoutOf(config.dataDir),
    root: process.cwd(),
    env,
    unconfirmedForMs,
  });
  const findings = judge(facts, { now: Date.now(), unconfirmedForMs });
  if (json) say(JSON.stringify(findings, null, 2));
  else print(findings, say);
  return findings.some(({ level }) => level === 'wrong') ? 1 : 0;
}
