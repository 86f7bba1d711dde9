/**
 * `npm run bench:stream`: how soon a film ends after the press. Figures: stream.lastbyte (on the wire),
 * stream.picture (in a browser).
 */
import { writeFileSync } from 'node:fs';
import { calledWith, wholeNumber } from '../support/command-line.js';
import { aScene } from '../browser/support/scene.js';
import { tableOf } from './report/table.js';
import { writeSection } from './report/write-section.js';
import { lastByte } from './stream/last-byte.js';
import type { Part, PartOptions } from './stream/part.js';
import { picture } from './stream/picture.js';

/** In order. */
const PARTS: readonly ((options: PartOptions) => Promise<Part>)[] = [lastByte, picture];

const USAGE = `usage: npm run bench:stream -- [options]
  --runs N        films cut off (50)
  --json FILE     the figures, for programs
  --page FILE     where they are written for people (docs/benchmarks.md)`;

const { values: args } = calledWith(USAGE, {
  options: {
    runs: { type: 'string', default: '50' },
    json: { type: 'string' },
    page: { type: 'string', default: 'docs/benchmarks.md' },
  },
});
const runs = wholeNumber('--runs', args.runs, 1);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const stops: (() => Promise<void>)[] = [];
try {
  say('starting the apps');
  const scene = await aScene('bench-stream');
  stops.push(() => scene.close());
  const { stack, playback, pagesUrl } = scene;
  const parts: Part[] = [];
  for (const part of PARTS) parts.push(await part({ stack, playback, pagesUrl, runs, say }));
  const figures = parts.flatMap((part) => part.figures);
  const table = tableOf(figures);
  const aims = parts
    .flatMap((part) => part.aims)
    .map(
      ({ what, is, atMost }) =>
        `${is <= atMost ? 'met   ' : 'missed'}  ${what}: ${is} (aim: at most ${atMost})`,
    );
  process.stdout.write(`\n${table}\n\n${aims.join('\n')}\n`);
  if (args.json !== undefined) writeFileSync(args.json, `${JSON.stringify(figures, null, 2)}\n`);
  const intro = `## A film in mid-scene

\`npm run bench:stream\`: ${runs} films cut off, each by one sign-out begun at rest, with one account API, one push
gateway, one playback API, one PostgreSQL, one Kafka broker (acks=all). ${parts.map(({ how }) => how).join(' ')}`;
  writeSection(args.page, 'bench:stream', `${intro}\n\n${table}`);
} catch (error) {
  process.stderr.write(`bench:stream is red: ${(error as Error).stack}\n`);
  process.exitCode = 1;
} finally {
  for (const stop of stops.reverse()) await stop();
}
