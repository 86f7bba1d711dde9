/**
 * `npm run bench:guard`: what the guard costs a request, beside what a service without it would do, and what a
 * revoked session costs in memory. Figures: guard.cost (with a million revocations; guard.cost.1 and .10k beside
 * it), guard.index, guard.introspection, guard.memory.
 */
import { execFileSync } from 'node:child_process';
import { createPublicKey, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { fileURLToPath } from 'node:url';
import { DpopNonces } from '#libs/resource-server';
import { newKeyPair, nodeSigner, nodeVerifier } from '#libs/service-runtime';
import { calledWith, wholeNumber } from '../support/command-line.js';
import { aStack } from '../support/stack/a-stack.js';
import { enrolled } from '../support/stack/enrolled.js';
import { Person } from '../support/stack/person.js';
import { aBenchPoint } from './guard/a-bench-point.js';
import {
  guardJudge,
  guardWithoutIndex,
  introspectionJudge,
  jwtVerifyJudge,
  type Judge,
} from './guard/judges.js';
import { aBenchDevice, aRequest, type BenchDevice } from './guard/requests.js';
import { figure, type Figure } from './report/figure.js';
import { tableOf } from './report/table.js';
import { writeSection } from './report/write-section.js';

const AIMS = { cost: 1.15, flat: 1.15, memoryB: 150 };
const SIZES = { '1': 1, '10k': 10_000, '1m': 1_000_000 } as const;
const [WITHOUT_INDEX, JWT_VERIFY] = ['the same guard without an index', 'jwtVerify and the same DPoP check'];

const USAGE = `usage: npm run bench:guard -- [options]
  --rounds N      (60)
  --requests N    of a round (200)
  --json FILE     the figures, for programs
  --page FILE     where they are written for people (docs/benchmarks.md)`;

const { values: args } = calledWith(USAGE, {
  options: {
    rounds: { type: 'string', default: '60' },
    requests: { type: 'string', default: '200' },
    json: { type: 'string' },
    page: { type: 'string', default: 'docs/benchmarks.md' },
  },
});
const [rounds, requests] = [
  wholeNumber('--rounds', args.rounds, 1),
  wholeNumber('--requests', args.requests, 1),
];
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Milliseconds a request, over one batch. Each response is over before the next begins. */
async function batch(judge: Judge, { accessToken }: BenchDevice, proofs: readonly string[]): Promise<number> {
  const asked = proofs.map((proof) => aRequest({ accessToken, proof }));
  const from = performance.now();
  for (const { request, response } of asked) {
    await judge(request, response);
    response.emit('close');
  }
  return (performance.now() - from) / asked.length;
}

async function costs(stops: (() => unknown)[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const issuer = 'https://issuer.test';
  const { publicKey, privateKey } = newKeyPair();
  const verify = nodeVerifier(publicKey);
  const nonces = new DpopNonces(randomBytes(32));
  const keyOf = (kid: string) => (kid === 'k1' ? verify : null);
  const common = { issuer, nonces, keyOf, issuerKey: createPublicKey(privateKey) };
  const judges = new Map<string, Judge>([
    [JWT_VERIFY, jwtVerifyJudge(common)],
    [WITHOUT_INDEX, guardWithoutIndex(common)],
  ]);
  for (const [name, count] of Object.entries(SIZES)) {
    say(`a point with ${count} revocations`);
    const { point, stop } = await aBenchPoint(issuer, keyOf, count);
    stops.push(stop);
    judges.set(name, guardJudge(common, point));
  }
  const device = await aBenchDevice(issuer, 'k1', nodeSigner(privateKey));
  const times = new Map([...judges.keys()].map((name) => [name, [] as number[]]));
  const warmUps = 5;
  for (let round = 0; round < warmUps + rounds; round++) {
    // Each round begins with another, so that none is always behind the same neighbour.
    const all = [...judges];
    const turn = round % all.length;
    for (const [name, judge] of [...all.slice(turn), ...all.slice(0, turn)]) {
      const ms = await batch(judge, device, await device.proofs(requests, nonces.next()));
      if (round >= warmUps) times.get(name)?.push(ms);
    }
    if ((round + 1) % 20 === 0) say(`  ${round + 1} rounds`);
  }
  return times;
}

/** With the real account API on the other end of a kept connection, one request after another. */
async function introspection(): Promise<readonly number[]> {
  const stack = await aStack({ name: 'bench-guard', gateways: 0 });
  const agent = new Agent({ keepAlive: true });
  try {
    const person = await Person.signedUp(stack.accountUrl);
    const [real] = await enrolled(stack, person, 1);
    person.close();
    const port = stack.accountApis[0]!.internal;
    const ask = (token: string): Promise<{ active: boolean }> =>
      new Promise((resolve, reject) => {
        const form = new URLSearchParams({ token }).toString();
        const headers = {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': String(Buffer.byteLength(form)),
        };
        const outgoing = httpRequest({
          host: '127.0.0.1',
          port,
          path: '/introspect',
          method: 'POST',
          headers,
          agent,
        });
        outgoing.once('error', reject);
        outgoing.once('response', (incoming) => {
          let text = '';
          incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
          incoming.on('end', () => resolve(JSON.parse(text) as { active: boolean }));
        });
        outgoing.end(form);
      });
    const { privateKey, publicKey } = newKeyPair();
    const nonces = new DpopNonces(randomBytes(32));
    const common = { issuer: stack.issuer, nonces, keyOf: () => null, issuerKey: publicKey };
    const device = await aBenchDevice(stack.issuer, 'k1', nodeSigner(privateKey));
    const jkt = (
      JSON.parse(Buffer.from(device.accessToken.split('.')[1] ?? '', 'base64url').toString()) as {
        cnf: { jkt: string };
      }
    ).cnf.jkt;
    // The account API is asked about a token of its own, the proof is the bench device's.
    const judge = introspectionJudge(
      common,
      () => ask(real!.accessToken),
      () => jkt,
    );
    const times: number[] = [];
    for (let round = -2; round < Math.min(rounds, 30); round++) {
      const ms = await batch(judge, device, await device.proofs(Math.min(requests, 50), nonces.next()));
      if (round >= 0) times.push(ms);
    }
    return times;
  } finally {
    agent.destroy();
    await stack.close();
  }
}

/** Right after the map has doubled is when a session costs most, so that is measured as well. */
function memory(): readonly number[] {
  const file = fileURLToPath(new URL('./guard/index-memory.js', import.meta.url));
  return [1_000_000, 1_050_000, 1_500_000, 2_000_000].flatMap((count) =>
    [1, 2, 3].map(() =>
      Number(execFileSync(process.execPath, ['--expose-gc', file, String(count)], { encoding: 'utf8' })),
    ),
  );
}

const stops: (() => unknown)[] = [];
try {
  const times = await costs(stops);
  say('introspection, with the real account API');
  const asked = await introspection();
  say('memory');
  const bytes = memory();
  const at = (name: string): readonly number[] => times.get(name) ?? [];
  const beside = { name: JWT_VERIFY, times: at(JWT_VERIFY) };
  const cost = figure('guard.cost', at('1m'), beside);
  const index = figure('guard.index', at('1m'), { name: WITHOUT_INDEX, times: at(WITHOUT_INDEX) });
  const flat = figure('guard.flat', at('1m'), { name: 'with one revocation', times: at('1') });
  const asking = figure('guard.introspection', at('1m'), { name: 'introspection', times: asked });
  const size = figure('guard.memory', bytes, undefined, 'B');
  const figures: readonly Figure[] = [
    cost,
    figure('guard.cost.10k', at('10k'), beside),
    figure('guard.cost.1', at('1'), beside),
    index,
    flat,
    asking,
    size,
  ];
  const aim = (what: string, is: number, atMost: number): string =>
    `${is <= atMost ? 'met   ' : 'missed'}  ${what}: ${is} (aim: at most ${atMost})`;
  const aims = [
    aim('guard.cost / jwtVerify and the same DPoP check', cost.ratio ?? Number.NaN, AIMS.cost),
    aim('guard.index / the same guard without an index', index.ratio ?? Number.NaN, AIMS.cost),
    aim('guard.cost at a million / at one', flat.ratio ?? Number.NaN, AIMS.flat),
    aim('guard.memory, at its most, B', size.max, AIMS.memoryB),
  ];
  const table = tableOf(figures);
  process.stdout.write(`\n${table}\n\n${aims.join('\n')}\n`);
  if (args.json !== undefined) writeFileSync(args.json, `${JSON.stringify(figures, null, 2)}\n`);
  const intro = `## The guard of a service

\`npm run bench:guard\`: what letting one request in costs a service, ${rounds} rounds of ${requests} requests each, proofs
signed ahead. \`guard.cost\` is the whole guard with a million revoked sessions in its index, beside jose's jwtVerify
and the same DPoP check with no index at all; the guard verifies a token once in its life, which is why it is the
faster one. \`guard.index\` is the harder comparison: the same guard, tokens remembered, with nothing to ask.
\`guard.introspection\` is beside asking the account API at each request, over a kept connection on this machine.
\`guard.memory\` is bytes a revoked session, its text included, at one to two million; most just after the map doubles.`;
  writeSection(args.page, 'bench:guard', `${intro}\n\n${table}`);
} catch (error) {
  process.stderr.write(`bench:guard is red: ${(error as Error).stack}\n`);
  process.exitCode = 1;
} finally {
  for (const stop of stops.reverse()) await stop();
}
