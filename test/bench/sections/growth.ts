import { sizeRows, sessionRows, type Rows } from '../../../infra/scaling/tables.js';
import type { BySessions, BySize, Measured } from '../../../infra/scaling/measured.js';
import { table } from '../../../infra/docs/markdown.js';
import { figure, percentile, type Figure } from '../report/figure.js';
import { machine } from '../report/machine.js';
import { plotOf } from '../report/plot.js';
import { Bystanders } from '../world/bystanders.js';
import { GatewayWorld } from '../world/gateways.js';
import { bySessions, type OfTheSource } from './growth/by-sessions.js';
import { oneRound, type Round } from './growth/round.js';
import { repeatsOf, SIZES, sizesFor, type Size } from './growth/sizes.js';
import { SCALES, scaleFigures } from './scale.js';
import type { Outcome, Section, SectionOptions } from './section.js';

/** Single sign-outs beside a campaign, at most. */
const BYSTANDERS = 300;

const IMAGE = 'images/growth.svg';
const PICTURE = `![How cost grows: a campaign and the memory of gateways by the number of devices, and the time to block by the number of sessions, on logarithmic axes. The numbers are in the tables above.](${IMAGE})`;

/** By number of devices, in the order of the sizes. */
type Rounds = ReadonlyMap<number, readonly Round[]>;

async function bySize(
  sizes: readonly Size[],
  { asked, say }: SectionOptions,
): Promise<{ rounds: Rounds; eventBytes: number }> {
  const { devices: most, gateways } = sizes.at(-1)!;
  const world = await GatewayWorld.start(most, gateways, 'bench-growth-gateways');
  const bystanders = await Bystanders.start(world, BYSTANDERS);
  const rounds = new Map<number, Round[]>(sizes.map(({ devices }) => [devices, []]));
  const repeats = Math.max(...sizes.map((size) => repeatsOf(size, asked)));
  try {
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (const size of sizes.filter((one) => repeat < repeatsOf(one, asked))) {
        const round = await oneRound(world, { id: `growth, ${size.devices}`, ...size, bystanders });
        rounds.get(size.devices)!.push(round);
        const { memoryKib, toldMs, receiptMs, late, besideMs } = round;
        const beside = `${besideMs.length} sign-outs beside, the slowest ${Math.max(...besideMs).toFixed(1)} ms`;
        say(
          `  ${repeat + 1} of ${repeatsOf(size, asked)}: ${size.devices}: ${memoryKib.toFixed(1)} KiB, told ${toldMs.toFixed(0)} ms, receipts ${receiptMs.toFixed(0)} ms (${late} late), ${beside}`,
        );
      }
    }
    return { rounds, eventBytes: Buffer.byteLength(world.frame) };
  } finally {
    await bystanders.stop();
    await world.close();
  }
}

const p50 = (values: readonly number[]): number =>
  percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
const p99 = (values: readonly number[]): number =>
  percentile(
    [...values].sort((a, b) => a - b),
    0.99,
  );
/** As many places as say something. */
const places = (value: number, count = 2): number => Number(value.toFixed(count));

function sizesOf(sizes: readonly Size[], rounds: Rounds): readonly BySize[] {
  return sizes.map(({ devices, gateways }) => {
    const its = rounds.get(devices)!;
    return {
      ...{ devices, gateways, repeats: its.length },
      memoryKib: places(p50(its.map(({ memoryKib }) => memoryKib))),
      toldMs: places(p50(its.map(({ toldMs }) => toldMs))),
      receiptMs: places(p50(its.map(({ receiptMs }) => receiptMs))),
      besideMs: places(p99(its.flatMap(({ besideMs }) => besideMs))),
    };
  });
}

function measuredOf(
  sizes: readonly Size[],
  rounds: Rounds,
  eventBytes: number,
  source: OfTheSource,
): Measured {
  const { devices: ofOneGateway } = sizes.findLast(({ gateways }) => gateways === 1)!;
  const one = rounds.get(ofOneGateway)!;
  const sessions: readonly BySessions[] = source.bySessions.map((times) => ({
    ...{ sessions: times.sessions, repeats: times.accountMs.length },
    accountMs: places(p50(times.accountMs)),
    classMs: places(p50(times.classMs)),
    countedMs: places(p50(times.countedMs)),
  }));
  return {
    machine: machine(),
    memoryKibAConnection: places(p50(one.map(({ memoryKib }) => memoryKib))),
    toldUsADevice: places((p50(one.map(({ toldMs }) => toldMs)) * 1_000) / ofOneGateway),
    handshakesPerS: places(p50(one.map(({ handshakesPerS }) => handshakesPerS))),
    receiptsStoredPerS: places(p50(source.receiptsStoredPerS)),
    refreshesPerS: places(p50(source.refreshesPerS)),
    databaseBytesASession: places(source.databaseBytesASession),
    eventBytes,
    bySize: sizesOf(sizes, rounds),
    bySessions: sessions,
  };
}

function plotted(measured: Measured): string {
  const bySizeLine = (name: string, pick: (one: BySize) => number) => ({
    name,
    points: measured.bySize.map((one) => [one.devices, pick(one)] as const),
  });
  const bySessionsLine = (name: string, pick: (one: BySessions) => number) => ({
    name,
    points: measured.bySessions.map((one) => [one.sessions, pick(one)] as const),
  });
  const description = [
    ...measured.bySize.map(
      (one) =>
        `${one.devices} devices: ${one.memoryKib} KiB, last told ${one.toldMs} ms, last receipt ${one.receiptMs} ms, beside ${one.besideMs} ms.`,
    ),
    ...measured.bySessions.map(
      (one) => `${one.sessions} sessions: account ${one.accountMs} ms, class ${one.classMs} ms.`,
    ),
  ];
  return plotOf('How cost grows', description.join(' '), [
    {
      ...{ title: 'A campaign', xUnit: 'devices', yUnit: 'ms' },
      lines: [
        bySizeLine('last told', ({ toldMs }) => toldMs),
        bySizeLine('last receipt', ({ receiptMs }) => receiptMs),
        bySizeLine('a single sign-out beside it', ({ besideMs }) => besideMs),
      ],
    },
    {
      ...{ title: 'Memory of gateways', xUnit: 'devices', yUnit: 'KiB a connection' },
      lines: [bySizeLine('a connection', ({ memoryKib }) => memoryKib)],
    },
    {
      ...{ title: 'From request to blocked', xUnit: 'sessions', yUnit: 'ms' },
      lines: [
        bySessionsLine('an account', ({ accountMs }) => accountMs),
        bySessionsLine('a class', ({ classMs }) => classMs),
      ],
    },
  ]);
}

/** Of the command: which sizes, and how often each. */
function howOf(sizes: readonly Size[], { asked }: SectionOptions): string {
  const counted = [...new Set(sizes.map((size) => repeatsOf(size, asked)))].map((count) => {
    const its = sizes.filter((size) => repeatsOf(size, asked) === count).map(({ devices }) => devices);
    const named = new Intl.ListFormat('en').format(its.map((devices) => devices.toLocaleString('en')));
    return `${named} devices ${count === 1 ? 'once' : `${count} times`}`;
  });
  return `${counted.join(', ')}, interleaved`;
}

async function run(options: SectionOptions): Promise<Outcome> {
  const sizes = sizesFor(options.asked);
  const { rounds, eventBytes } = await bySize(sizes, options);
  const source = await bySessions(options);
  const measured = measuredOf(sizes, rounds, eventBytes, source);
  const scales = SCALES.filter(({ devices }) => rounds.has(devices)).map((scale) =>
    scaleFigures(scale, rounds.get(scale.devices)!),
  );
  const bySessionsFigures: readonly Figure[] = source.bySessions.flatMap(
    ({ sessions, accountMs, classMs }) => [
      figure(`growth.account.${sessions}`, accountMs),
      figure(`growth.class.${sessions}`, classMs),
    ],
  );
  const rates = [
    figure('growth.refreshes', source.refreshesPerS, undefined, '/s'),
    figure('growth.receipts', source.receiptsStoredPerS, undefined, '/s'),
  ];
  // A plan is made of what is written: some sizes only would make a wrong one.
  const isWhole = sizes.length === SIZES.length;
  const markdown = ({ head, rows }: Rows): string => table(head, rows);
  return {
    figures: [...scales.flatMap(({ figures }) => figures), ...bySessionsFigures, ...rates],
    peers: [],
    aims: scales.flatMap(({ aims }) => aims),
    how: howOf(sizes, options),
    more: [markdown(sizeRows(measured)), markdown(sessionRows(measured)), ...(isWhole ? [PICTURE] : [])].join(
      '\n\n',
    ),
    files: isWhole
      ? [
          { path: IMAGE, text: plotted(measured) },
          { path: 'scaling.json', text: `${JSON.stringify(measured, null, 2)}\n` },
        ]
      : [],
  };
}

export const growth: Section = {
  name: 'growth',
  title: 'How cost grows',
  minutes: 20,
  intro: `The same campaign over 1,000 to 100,000 devices of as many gateways as they need, each gateway in a fresh
process: memory a connection; from sending the record to its arrival at the last device; to the last device’s learning
that its receipt, sent within a window of one second for 2,000 of them, is in Kafka (the account API stores none of
these, for their sessions are in no database; whoever was closed before that would post it over HTTPS, and is counted as
told alone); and the p99 of single sign-outs beside it, one
after another, from the record to the frame. \`scale.38k\` and \`scale.100k\` are two of these sizes. \`growth.account\` and
\`growth.class\`: from the request, of an account’s holder or of the operator who approves, to blocked, with 1 to 1,000,000
sessions in the database; \`growth.receipts\`: receipts of a campaign, sent all at once, until stored by one account API;
\`growth.refreshes\`: refreshes with DPoP, 8 at one time. The numbers are in \`docs/scaling.json\` too,
unless \`--devices\` left sizes out. The class and the account of a million are measured once.`,
  run,
};
