/**
 * `npm run sim`: whole histories of the product's own code in virtual time.
 *   --seed 42             that history, twice: the same to the last step
 *   --seed 42 --verbose   told in sentences
 *   --seeds 1000          so many, one after the other, from --from (1) on; --until-found stops at the first wrong one
 * The last line is for programs: JSON.
 */
import { calledWith, wholeNumber } from '../support/command-line.js';
import { runHistory } from './run-history.js';
import { runSeeds, uncaughtSince } from './story/seeds.js';
import { takeOver } from './virtual/globals.js';

const PROGRESS_EVERY = 250;

const USAGE = `usage: npm run sim -- [options]
  --seed N        that history, twice: the same to the last step
  --verbose       told in sentences
  --seeds N       so many, one after the other (100)
  --from N        the first of them (1)
  --until-found   stops at the first that is wrong`;

const { values } = calledWith(USAGE, {
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
    'until-found': { type: 'boolean', default: false },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

// After every module is there: what one looks at while it is loaded is of no history.
takeOver();
const isRight = values.seed === undefined ? await many() : await one(wholeNumber('--seed', values.seed));
process.exitCode = isRight ? 0 : 1;

async function one(seed: number): Promise<boolean> {
  const told = await runHistory(seed, values.verbose ? say : null);
  const again = await runHistory(seed, null);
  const wrong = [...told.wrong, ...uncaughtSince()];
  for (const sentence of wrong) say(`wrong: ${sentence}`);
  say(
    `${told.digest}  seed ${seed}: ${told.steps} steps in ${(told.tookMs / 1000).toFixed(1)} virtual seconds`,
  );
  say(`${again.digest}  seed ${seed}, again`);
  say(JSON.stringify({ seed, digests: [told.digest, again.digest], wrong }));
  return wrong.length === 0 && told.digest === again.digest;
}

async function many(): Promise<boolean> {
  const [from, count] = [wholeNumber('--from', values.from), wholeNumber('--seeds', values.seeds, 1)];
  const begun = process.cpuUsage();
  const { wrong, ...sums } = await runSeeds(from, count, {
    untilFound: values['until-found'],
    progress: (done) => {
      if (done % PROGRESS_EVERY === 0) say(`${done} of ${count} seeds from ${from}`);
    },
  });
  for (const [seed, sentences] of wrong) for (const sentence of sentences) say(`seed ${seed}: ${sentence}`);
  const { user, system } = process.cpuUsage(begun);
  const cpuMs = Math.round((user + system) / 1000);
  say(
    `${sums.seeds} seeds, ${wrong.size} wrong; ${(cpuMs / sums.seeds).toFixed(1)} ms of a core and ${Math.round(sums.steps / sums.seeds)} steps a seed`,
  );
  say(JSON.stringify({ from, ...sums, cpuMs, wrong: Object.fromEntries(wrong) }));
  return wrong.size === 0;
}
