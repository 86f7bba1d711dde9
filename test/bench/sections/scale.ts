import { figure, type Figure } from '../report/figure.js';
import { GatewayWorld } from '../world/gateways.js';
import { oneRound, type Round } from './growth/round.js';
import { atMost, type Aim, type Outcome, type Section, type SectionOptions } from './section.js';

/** What the largest runs are held to. Each is a point of the curve of `growth` too, which takes both in one run. */
export interface Scale {
  readonly id: 'scale.38k' | 'scale.100k';
  readonly devices: number;
  readonly gateways: number;
  readonly limitMs: number;
}

export const SCALES: readonly Scale[] = [
  { id: 'scale.38k', devices: 38_000, gateways: 2, limitMs: 1_000 },
  // As many as file descriptors ask for: 20,000 a process.
  { id: 'scale.100k', devices: 100_000, gateways: 6, limitMs: 4_000 },
];

export function scaleFigures(
  { id, limitMs }: Scale,
  rounds: readonly Round[],
): { readonly figures: readonly Figure[]; readonly aims: readonly Aim[] } {
  const of = (pick: (round: Round) => number): number[] => rounds.map(pick);
  const told = figure(
    id,
    of(({ toldMs }) => toldMs),
  );
  const memory = figure(
    `${id}.memory`,
    of(({ memoryKib }) => memoryKib),
    undefined,
    'KiB',
  );
  return { figures: [told, memory], aims: [atMost(`${id}, ms`, told.value, limitMs)] };
}

async function run(scale: Scale, { repeats, say }: SectionOptions): Promise<Outcome> {
  const world = await GatewayWorld.start(scale.devices, scale.gateways);
  const rounds: Round[] = [];
  try {
    for (let repeat = 0; repeat < repeats; repeat++) {
      const round = await oneRound(world, scale);
      rounds.push(round);
      const { toldMs, receiptMs, late, memoryKib } = round;
      const words = `told in ${toldMs.toFixed(0)} ms, the last receipt after ${receiptMs.toFixed(0)} ms (${late} late)`;
      say(`  ${repeat + 1} of ${repeats}: ${words}, ${memoryKib.toFixed(1)} KiB each`);
    }
  } finally {
    await world.close();
  }
  return { ...scaleFigures(scale, rounds), peers: [] };
}

const [of38k, of100k] = SCALES as [Scale, Scale];

export const scale38k: Section = {
  name: 'scale.38k',
  title: '38,000 devices, two gateways',
  minutes: 6,
  isPartOf: 'growth',
  intro: `From sending the record of a campaign to its arrival at the last of 38,000 devices of two gateways, each of
which then sends its receipt within a window of one second for 2,000 of them; and the gateways’ memory a connection.`,
  run: (options) => run(of38k, options),
};

export const scale100k: Section = {
  name: 'scale.100k',
  title: '100,000 devices',
  minutes: 15,
  isPartOf: 'growth',
  intro: `The same with 100,000 devices of six gateways, on the same machine: as many as file descriptors allow.`,
  run: (options) => run(of100k, options),
};
