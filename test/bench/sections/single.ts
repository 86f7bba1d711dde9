import { BareChain } from '../bare/bare-chain.js';
import { figure } from '../report/figure.js';
import { GoFleet, nowNs } from '../world/fleet.js';
import { SeededWorld } from '../world/seeded.js';
import { accounting, atMost, type Outcome, type Section, type SectionOptions } from './section.js';

const SIGN_OUTS = 100;
const WARM_UPS = 10;

async function run({ devices, repeats, say }: SectionOptions): Promise<Outcome> {
  const world = await SeededWorld.start('bench-single');
  const times: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  const stops: (() => unknown)[] = [];
  try {
    const fleet = await GoFleet.start(devices);
    stops.push(() => fleet.stop());
    const bare = await BareChain.start(world.stack.room.databaseUrl, world.stack.room.brokers);
    stops.push(() => bare.stop());
    const households = await world.seed(fleet, { model: 'Aurora 55', accounts: Math.ceil(devices / 1_000) });
    await fleet.take(await world.tokensOf(households));
    await fleet.connect(world.stack.pushUrl);
    await fleet.watch({ receipts: true });
    const [household] = households;
    const person = await world.personOf(household!);
    stops.push(() => person.close());
    const count = Math.min(WARM_UPS + SIGN_OUTS * repeats, household!.sessions.length);
    for (const [index, { sid }] of household!.sessions.slice(0, count).entries()) {
      const at = nowNs();
      const { id } = await person.revokeSession(sid);
      accounting.all((await fleet.told(index + 1)).count, index + 1, 'signout.rest');
      // The next one begins at rest.
      await person.settled(id);
      const bareMs = await bare.once();
      if (index < WARM_UPS) continue;
      times.ours.push(((await fleet.times([index])).told[0]! - at) / 1e6);
      times.bare.push(bareMs);
      if (times.ours.length % 100 === 0) say(`  ${times.ours.length} of ${count - WARM_UPS} sign-outs`);
    }
  } finally {
    for (const stop of stops.reverse()) await stop();
    await world.close();
  }
  const rest = figure('signout.rest', times.ours, { name: 'bare chain', times: times.bare });
  return {
    figures: [rest],
    peers: [figure('bare chain', times.bare)],
    aims: [atMost('signout.rest / bare chain', rest.ratio ?? Number.NaN, 1.5)],
  };
}

export const signOutAtRest: Section = {
  name: 'signout.rest',
  title: 'One sign-out among many connected',
  minutes: 3,
  intro: `Single sign-outs through the API, each begun at rest, from the request to the frame’s arrival at the device,
beside the bare chain: the same hops (HTTP, one statement, Kafka with acks=all, a consumer, a socket) with nothing in
them, in bare processes.`,
  run,
};
