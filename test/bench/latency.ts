/**
 * `npm run bench:latency`: single sign-outs at rest, with a thousand simulated devices connected, beside the
 * bare chain in the same run, one of each in turn. Figures: signout.blocked, signout.told, signout.receipt.
 */
import { writeFileSync } from 'node:fs';
import { calledWith, wholeNumber } from '../support/command-line.js';
import { Fleet, type FleetDevice } from '../../simulators/fleet/src/fleet.js';
import { monotonicMs } from '../../simulators/fleet/src/messages.js';
import { aStack, type Stack } from '../support/stack/a-stack.js';
import { Person } from '../support/stack/person.js';
import { BareChain } from './bare/bare-chain.js';
import { figure, type Figure } from './report/figure.js';
import { machine } from './report/machine.js';
import { tableOf } from './report/table.js';
import { writeSection } from './report/write-section.js';

const AIMS = { toldRatio: 1.5, toldP50Ms: 6.3, toldP99Ms: 20, receiptP50Ms: 12 };

const USAGE = `usage: npm run bench:latency -- [options]
  --devices N     connected (1,000)
  --sign-outs N   (300)
  --profile DIR   a CPU profile of each app
  --json FILE     the figures, for programs
  --page FILE     where they are written for people (docs/benchmarks.md)`;

const { values: args } = calledWith(USAGE, {
  options: {
    devices: { type: 'string', default: '1000' },
    'sign-outs': { type: 'string', default: '300' },
    json: { type: 'string' },
    /** A folder for a CPU profile of each app. */
    profile: { type: 'string' },
    page: { type: 'string', default: 'docs/benchmarks.md' },
  },
});
const devices = wholeNumber('--devices', args.devices, 1);
const signOuts = Math.min(wholeNumber('--sign-outs', args['sign-outs'], 1), devices);
const profile = args.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${args.profile}`];
const say = (line: string): void => void process.stderr.write(`${line}\n`);

interface Times {
  readonly blocked: number[];
  readonly told: number[];
  readonly receipt: number[];
  readonly bare: number[];
}

async function run(stack: Stack, stops: (() => unknown)[]): Promise<Times> {
  const person = await Person.signedUp(stack.accountUrl);
  stops.push(() => person.close());
  say(`linking ${devices} devices by the real flow`);
  const step = Math.max(1, Math.floor(devices / 10));
  const fleet = await Fleet.start({
    devices,
    processes: 2,
    issuer: stack.issuer,
    origin: stack.accountUrl,
    push: stack.pushUrl,
    ca: null,
    approve: (userCode) => person.approve(userCode),
    online: (count) => {
      if (count % step === 0) say(`  ${count} connected`);
    },
  });
  stops.push(() => fleet.stop());
  const bare = await BareChain.start(stack.room.databaseUrl, stack.room.brokers);
  stops.push(() => bare.stop());

  const times: Times = { blocked: [], told: [], receipt: [], bare: [] };
  // The first few of each warm up caches and compilers, and are not counted.
  const warmUps = Math.min(10, devices - signOuts);
  for (const [index, device] of fleet.devices.slice(0, warmUps + signOuts).entries()) {
    const ours = await signOut(person, fleet, device);
    const peer = await bare.once();
    if (index < warmUps) continue;
    times.told.push(ours.told);
    times.receipt.push(ours.receipt);
    times.blocked.push(ours.blocked);
    times.bare.push(peer);
    if (times.told.length % 50 === 0) say(`  ${times.told.length} of ${signOuts} sign-outs`);
  }
  return times;
}

interface OneSignOut {
  readonly told: number;
  readonly receipt: number;
  readonly blocked: number;
}

async function signOut(person: Person, fleet: Fleet, { sid }: FleetDevice): Promise<OneSignOut> {
  const done = fleet.signedOut(sid);
  const from = monotonicMs();
  const { id } = await person.revokeSession(sid);
  const { toldAt, storedAt } = await done;
  // The next sign-out begins at rest.
  const { requestedAt, blockedAt, points } = await person.settled(id);
  if (points === 0) throw new Error('no enforcement point took part, so there is nothing to measure');
  return { told: toldAt - from, receipt: storedAt - from, blocked: blockedAt - requestedAt };
}

function judge(told: Figure, receipt: Figure): readonly string[] {
  const aim = (what: string, is: number, atMost: number): string =>
    `${is <= atMost ? 'met   ' : 'missed'}  ${what}: ${is} (aim: at most ${atMost})`;
  return [
    aim('signout.told / bare chain', told.ratio ?? Number.NaN, AIMS.toldRatio),
    aim('signout.told p50, ms', told.p50, AIMS.toldP50Ms),
    aim('signout.told p99, ms', told.p99, AIMS.toldP99Ms),
    aim('signout.receipt p50, ms', receipt.p50, AIMS.receiptP50Ms),
  ];
}

const stops: (() => unknown)[] = [];
try {
  say('starting the apps');
  const stack = await aStack({ name: 'bench-latency', nodeOptions: profile });
  stops.push(() => stack.close());
  const times = await run(stack, stops);
  const peer = { name: 'bare chain', times: times.bare };
  const blocked = figure('signout.blocked', times.blocked);
  const told = figure('signout.told', times.told, peer);
  const receipt = figure('signout.receipt', times.receipt);
  const bare = figure('bare chain', times.bare);
  const table = tableOf([blocked, told, receipt, bare]);
  const aims = judge(told, receipt);
  process.stdout.write(`\n${table}\n\n${aims.join('\n')}\n`);
  if (args.json !== undefined)
    writeFileSync(args.json, `${JSON.stringify([blocked, told, receipt], null, 2)}\n`);
  const intro = `## One sign-out

\`npm run bench:latency\`: ${signOuts} single sign-outs, each begun at rest, with ${devices} simulated devices connected to
one gateway over its plain listener, one account API, one PostgreSQL, one Kafka broker (acks=all). *Blocked* is
the account API's own clock; *told* and *receipt* are from sending the request to the frame's arrival at the
device, and to its learning that its receipt is stored. The bare chain is the same hops with nothing in them:
no account, no signature, no check. All of it shares one machine: ${machine()}.`;
  writeSection(args.page, 'bench:latency', `${intro}\n\n${table}`);
} catch (error) {
  process.stderr.write(`bench:latency is red: ${(error as Error).stack}\n`);
  process.exitCode = 1;
} finally {
  for (const stop of stops.reverse()) await stop();
}
