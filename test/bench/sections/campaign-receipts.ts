import { figure } from '../report/figure.js';
import type { Person } from '../../support/stack/person.js';
import { GoFleet, nowNs } from '../world/fleet.js';
import { SeededWorld } from '../world/seeded.js';
import { accounting, atMost, type Outcome, type Section, type SectionOptions } from './section.js';

/** Single sign-outs to be done beside one campaign; as many as fit into it are. */
const BYSTANDERS = 300;

interface One {
  readonly confirmedMs: number;
  readonly besideMs: readonly number[];
}

async function oneCampaign(
  world: SeededWorld,
  fleet: GoFleet,
  bystanders: GoFleet,
  round: number,
): Promise<One> {
  const url = world.stack.pushUrl;
  const model = `Round ${round}`;
  await fleet.take(
    await world.tokensOf(await world.seed(fleet, { model, accounts: Math.ceil(fleet.size / 5) })),
  );
  const [household] = await world.seed(bystanders, { model: `Beside ${round}`, accounts: 1 });
  await bystanders.take(await world.tokensOf([household!]));
  await Promise.all([fleet.connect(url), bystanders.connect(url)]);
  await Promise.all([fleet.watch({ receipts: true }), bystanders.watch({ receipts: true })]);
  const person = await world.personOf(household!);
  const sids = household!.sessions.map(({ sid }) => sid);
  const { id, at } = await world.campaign({ models: [model] });
  let over = false;
  const confirmed = world
    .until(id, 'all are confirmed', ({ figures, count }) => figures.confirmed === count)
    .then((view) => {
      over = true;
      return { ms: (nowNs() - at) / 1e6, view };
    });
  const besideMs = await signOutsUntil(() => over, person, sids, bystanders);
  const { ms, view } = await confirmed;
  accounting.all(view.figures.confirmed, fleet.size, 'campaign.receipts');
  accounting.all((await fleet.stored()).count, fleet.size, 'receipts answered');
  person.close();
  await Promise.all([fleet.drop(), bystanders.drop()]);
  return { confirmedMs: ms, besideMs };
}

/** One after another, each told before the next is asked for. */
async function signOutsUntil(
  isOver: () => boolean,
  person: Person,
  sids: readonly string[],
  bystanders: GoFleet,
): Promise<readonly number[]> {
  const asked: number[] = [];
  for (const [index, sid] of sids.entries()) {
    if (isOver()) break;
    asked.push(nowNs());
    await person.revokeSession(sid);
    await bystanders.told(index + 1);
  }
  const { told } = await bystanders.times(asked.map((_, index) => index));
  return told.map((toldAt, index) => (toldAt - asked[index]!) / 1e6);
}

async function run({ devices, repeats, say }: SectionOptions): Promise<Outcome> {
  const world = await SeededWorld.start('bench-receipts');
  const fleets: GoFleet[] = [];
  const confirmed: number[] = [];
  const beside: number[] = [];
  try {
    const fleet = await GoFleet.start(devices);
    const bystanders = await GoFleet.start(BYSTANDERS);
    fleets.push(fleet, bystanders);
    for (let repeat = -1; repeat < repeats; repeat++) {
      const one = await oneCampaign(world, fleet, bystanders, repeat + 1);
      if (repeat < 0) continue;
      confirmed.push(one.confirmedMs);
      beside.push(...one.besideMs);
      say(
        `  ${repeat + 1} of ${repeats}: confirmed in ${one.confirmedMs.toFixed(0)} ms, ${one.besideMs.length} sign-outs beside, the slowest ${Math.max(...one.besideMs).toFixed(1)} ms`,
      );
    }
  } finally {
    for (const fleet of fleets) await fleet.stop();
    await world.close();
  }
  const receipts = figure('campaign.receipts', confirmed);
  const single = figure('campaign.beside', beside);
  return {
    // The figure is the slow ones: what a campaign may do to a person who signs out one phone.
    figures: [receipts, { ...single, value: single.p99 }],
    peers: [],
    aims: [
      atMost('campaign.receipts, ms', receipts.value, 3_000),
      atMost('campaign.beside p99, ms', single.p99, 25),
    ],
  };
}

export const campaignReceipts: Section = {
  name: 'campaign.receipts',
  title: 'The receipts of a campaign, and a single sign-out beside it',
  minutes: 4,
  intro: `An operator’s campaign through the API over all devices of one gateway, which are of 2,000 accounts.
\`campaign.receipts\` is from the operator’s press until the receipt of every device is verified and stored, as the
campaign’s own page shows it. \`campaign.beside\` is a person who signs out one device after another meanwhile, from the
request to the frame’s arrival; its value is the p99.`,
  run,
};
