import type { FleetArguments } from '../arguments.js';
import type { Crew } from '../crew/crew.js';
import { addsUp, isClean, type Account } from '../judging/judge.js';
import type { Installation } from '../installation/installation.js';
import type { FleetShape } from '../limits/limits.js';
import type { Sampler } from '../sampling/sampler.js';
import { scenarioOf } from '../scenarios/names.js';
import type { Scene } from '../scenarios/scene.js';
import { Latencies, type LatencyFigure } from '../witness/latencies.js';
import type { Press, Presses } from '../witness/press.js';
import type { Witness } from '../witness/witness.js';
import { cumulative, running } from './curves.js';
import { thisMachine, type FleetReport } from './report.js';

export interface Run {
  readonly args: FleetArguments;
  readonly installation: Installation;
  readonly shape: FleetShape;
  readonly crew: Crew;
  readonly witness: Witness;
  readonly presses: Presses;
  readonly scene: Scene;
  readonly sampler: Sampler;
  readonly account: Account;
  readonly brokenOff: string | null;
  /** Epoch ms, and the same moment by `monotonicMs`. */
  readonly startedAt: number;
  readonly from: number;
  readonly scenarioFrom: number;
  readonly to: number;
}

export function makeReport(run: Run): FleetReport {
  const { args, installation, witness, presses, scene, account, from } = run;
  const linked = [...witness.sessions.values()];
  const times = [...witness.sessions.keys()].map((sid) => witness.timesOf(sid));
  const moments = (member: 'toldAt' | 'storedAt'): number[] =>
    times.flatMap((one) => (typeof one?.[member] === 'number' ? [one[member]] : []));
  return {
    version: 1,
    scenario: args.scenario,
    sentence: scenarioOf(args.scenario).sentence,
    isClean: isClean(account) && run.brokenOff === null,
    addsUp: addsUp(account),
    brokenOff: run.brokenOff,
    startedAt: new Date(run.startedAt).toISOString(),
    tookMs: Math.round(run.to - from),
    machine: thisMachine(),
    installation: {
      issuer: installation.issuer,
      isOurs: installation.isOurs,
      gateways: installation.gateways.length,
      listener: args.tls ? 'tls' : 'plain',
    },
    devices: {
      asked: args.devices,
      enrolled: linked.filter(({ by }) => by === 'flow').length,
      seeded: linked.filter(({ by }) => by === 'seed').length,
      refreshed: witness.refreshed,
      processes: run.shape.processes,
      memoryKib: Math.round(run.crew.memoryKib * 10) / 10,
    },
    account,
    latencies: [
      ...signOuts(witness, presses),
      ...scene.latencies,
      witness.connects,
      witness.refreshes,
    ].flatMap((one) => one.figure() ?? []) satisfies LatencyFigure[],
    presses: presses.all.map(({ title, pressedAt, answeredAt, blockedMs }) => ({
      title,
      atMs: pressedAt - from,
      answeredAfterMs: answeredAt - pressedAt,
      blockedAfterMs: blockedMs,
    })),
    told: cumulative(moments('toldAt'), from),
    confirmed: cumulative(moments('storedAt'), from),
    online: running(comings(witness), from),
    scenarioFromMs: run.scenarioFrom - from,
    samples: run.sampler.series.map(({ name, samples }) => ({
      name,
      samples: samples.map((sample) => ({ ...sample, at: sample.at - from })),
    })),
    closes: Object.fromEntries([...witness.closes].sort(([a], [b]) => a - b)),
    failures: [...witness.failures, ...run.crew.approvals.failures],
    notes: scene.notes,
  };
}

/** When a device came, and when it went, however it did. */
function comings({ entries }: Witness): (readonly [at: number, change: 1 | -1])[] {
  const here = new Set<string>();
  const changes: (readonly [at: number, change: 1 | -1])[] = [];
  for (const { type, at, sid } of [...entries].sort((a, b) => a.at - b.at)) {
    if (type === 'online' && !here.has(sid)) {
      here.add(sid);
      changes.push([at, 1]);
    } else if ((type === 'offline' || type === 'signed-out') && here.delete(sid)) changes.push([at, -1]);
  }
  return changes;
}

/** Each from the press that ended it: blocked by the source's clock, told and confirmed by the devices'. */
function signOuts(witness: Witness, presses: Presses): readonly Latencies[] {
  const answered = new Latencies('answered', 'a press: request to answer');
  const blocked = new Latencies('blocked', 'a press: request to blocked everywhere');
  const told = new Latencies('told', 'a device: press to the event’s arrival');
  const confirmed = new Latencies('confirmed', 'a device: press to its receipt stored');
  for (const { pressedAt, answeredAt, blockedMs } of presses.all) {
    answered.add(answeredAt - pressedAt);
    if (blockedMs !== null) blocked.add(blockedMs);
  }
  const endedBy = pressOf(presses);
  for (const [sid, { facts }] of witness.sessions) {
    const times = witness.timesOf(sid);
    const press = times === undefined ? null : endedBy(facts, times.toldAt ?? times.signedOutAt ?? Infinity);
    if (times === undefined || press === null) continue;
    if (times.toldAt !== null) told.add(times.toldAt - press.pressedAt);
    if (times.storedAt !== null) confirmed.add(times.storedAt - press.pressedAt);
  }
  return [answered, blocked, told, confirmed];
}

/** The last press before a device heard that could be meant: of one sid, of one account, or of a class. */
function pressOf({ all }: Presses): (facts: { sid: string; sub: string }, heardAt: number) => Press | null {
  const of = new Map<string, Press[]>();
  for (const press of all) {
    const { predicate } = press;
    const key =
      predicate.type === 'session' ? predicate.sid : predicate.type === 'account' ? predicate.sub : 'class';
    const before = of.get(key);
    if (before === undefined) of.set(key, [press]);
    else before.push(press);
  }
  return ({ sid, sub }, heardAt) => {
    const meant = [of.get(sid), of.get(sub), of.get('class')]
      .flatMap((presses) => presses ?? [])
      .filter(({ pressedAt }) => pressedAt <= heardAt);
    return meant.reduce<Press | null>(
      (latest, press) => (latest === null || press.pressedAt > latest.pressedAt ? press : latest),
      null,
    );
  };
}
