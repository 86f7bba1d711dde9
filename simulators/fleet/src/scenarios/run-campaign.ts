import { setTimeout as delay } from 'node:timers/promises';
import { Refused } from '../people/browser.js';
import { Operator, type Campaigned, type CampaignView, type DeviceClass } from '../people/operator.js';
import type { Press } from '../witness/press.js';
import type { Scene } from './scene.js';

const LOOK_EVERY_MS = 250;
/** Nobody is connected, and nobody has answered for so long. */
const DESERTED_MS = 5_000;
const COUNTED_AGAIN = 3;
const KINDS = ['tv', 'phone'] as const;

/**
 * What an operator does: previews, types the number, has another operator approve where that is asked for, starts
 * stage after stage as each is over, and watches to the end. Each stage is a revocation of its own.
 */
export async function runCampaign(
  scene: Scene,
  deviceClass: DeviceClass,
  stages: readonly number[],
): Promise<void> {
  const { crew, installation, witness, progress } = scene;
  const [maker, other] = installation.operators.map((credentials) => new Operator(crew.pages, credentials));
  if (maker === undefined || other === undefined) throw new Error('a campaign takes two operators');
  await Promise.all([maker.signIn(), other.signIn()]);
  const covered = [...witness.sessions.values()].filter(({ facts }) => isIn(deviceClass, facts));
  const before = witness.receipts;
  const phase = progress.phase('confirmed', covered.length);
  let answered = await create(maker, deviceClass, stages);
  const { id } = answered.view;
  if (answered.view.status === 'waiting') {
    scene.notes.push('A second operator approved it.');
    answered = await other.approve(id);
  }
  const presses: Press[] = [];
  for (const [index, percent] of stages.entries()) {
    if (index > 0) answered = await maker.nextStage(id);
    const press = scene.presses.add({
      id: `${id}, stage ${index + 1}`,
      title: stages.length === 1 ? 'the campaign' : `stage ${index + 1}: ${percent} per cent`,
      predicate: {
        type: 'class',
        cutoff: answered.view.cutoff ?? Math.max(0, ...covered.map(({ facts }) => facts.seq)),
        kinds: KINDS,
        ...deviceClass,
        ...shareOf(stages, index),
      },
      pressedAt: answered.askedAt,
      answeredAt: answered.answeredAt,
    });
    presses.push(press);
    await watch(scene, maker, id, index, (view) => {
      const { told, confirmed, unreachable } = view.figures;
      press.blockedMs = view.stages[index]?.blockedAfterMs ?? null;
      phase.at(
        witness.receipts - before,
        `at the source ${told} told, ${confirmed} confirmed, ${unreachable} away`,
      );
    });
  }
  phase.end();
  await show(scene, maker, id, presses);
}

/**
 * Until a stage is over at the source and no device answers any more; or it is blocked, and who has not answered is
 * away and has been for a while; or its time is over.
 */
async function watch(
  { witness, limits }: Scene,
  maker: Operator,
  id: string,
  index: number,
  seen: (view: CampaignView) => void,
): Promise<void> {
  const until = performance.now() + limits.confirmedWithinMs;
  let receipts = -1;
  let quietSince = performance.now();
  for (;;) {
    const { view } = await maker.campaign(id);
    seen(view);
    const now = performance.now();
    const isQuiet = receipts === witness.receipts;
    if (!isQuiet) quietSince = now;
    receipts = witness.receipts;
    const { blockedAfterMs = null } = view.stages[index] ?? {};
    const { told, confirmed } = view.figures;
    const isOver = blockedAfterMs !== null && view.status !== 'running' && confirmed >= told;
    const isDeserted = blockedAfterMs !== null && witness.online === 0 && now - quietSince > DESERTED_MS;
    if ((isOver && isQuiet) || isDeserted || now > until) return;
    await delay(LOOK_EVERY_MS);
  }
}

/** What the source's report says at the end, device by device, for the audit to hold against what they did. */
async function show(scene: Scene, maker: Operator, id: string, presses: readonly Press[]): Promise<void> {
  const { view, answeredAt: at } = await maker.campaign(id);
  const { devices, tally } = await maker.report(id);
  const ours = devices.filter(({ sid }) => scene.witness.sessions.has(sid));
  for (const [index, press] of presses.entries()) {
    const { revocationJti = null, blockedAfterMs = null } = view.stages[index] ?? {};
    press.blockedMs = blockedAfterMs;
    press.shown.push({
      type: 'shown',
      id: press.id,
      at,
      blockedAt: blockedAfterMs === null ? null : Math.min(at, press.answeredAt + blockedAfterMs),
      devices: ours
        .filter((device) => device.revocationJti === revocationJti)
        .map(({ sid, standing }) => ({ sid, state: STATES[standing] })),
      // The number shown is of all, so it is held against them where there are no others.
      ...(presses.length === 1 && scene.installation.isOurs
        ? { counts: { devices: view.count, confirmed: tally.confirmed } }
        : {}),
    });
  }
}

const STATES = {
  confirmed: 'confirmed',
  told: 'blocked',
  unreachable: 'not-reached',
  blocking: 'blocking',
} as const;

async function create(
  maker: Operator,
  deviceClass: DeviceClass,
  stages: readonly number[],
): Promise<Campaigned> {
  for (let left = COUNTED_AGAIN; ; left--) {
    const { count } = await maker.preview(deviceClass);
    try {
      return await maker.create({ class: deviceClass, reason: 'Load test', typed: count, stages });
    } catch (error) {
      // Somebody linked a device, or signed one out, between the two.
      if (!(error instanceof Refused) || error.code !== 'campaign_count_changed' || left === 0) throw error;
    }
  }
}

function isIn(
  { kinds, models }: DeviceClass,
  facts: { readonly kind: string; readonly model: string },
): boolean {
  return (kinds?.includes(facts.kind) ?? true) && (models?.includes(facts.model) ?? true);
}

/** Of all sessions by the hash of their sid; left out where it is all of them. */
const shareOf = (stages: readonly number[], index: number) =>
  stages.length === 1
    ? {}
    : { share: { from: (stages[index - 1] ?? 0) / 100, to: (stages[index] as number) / 100 } };
