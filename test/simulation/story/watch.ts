import { covers, type SessionFacts } from '#libs/revocation-index';
import type { Point } from '../parts/roles.js';
import type { World } from '../parts/world.js';
import type { RevocationRow } from '../store/tables.js';
import { factsOf, revocationsOf } from './source.js';
import { short } from './story.js';

const blockedBy = (world: World, facts: SessionFacts): RevocationRow | undefined =>
  revocationsOf(world).find(({ blocked_at, predicate }) => blocked_at !== null && covers(predicate, facts));

const isAsked = ({ isReady, process }: Point): boolean => isReady && process.isRunning;

function once(world: World, sentence: string): void {
  if (!world.story.faults.includes(sentence)) world.story.fault(sentence);
}

/**
 * At any moment: a gateway that is fresh has no connection ready whose session is over by a revocation that is
 * blocked, whether it passed the event, a snapshot, or was counted out and came back.
 */
export function watchConnections(world: World): void {
  for (const gateway of world.gateways) {
    const { name, process, enforcement } = gateway;
    if (!isAsked(gateway) || !process.within(() => enforcement.isFresh())) continue;
    for (const connection of gateway.ready()) {
      const over = blockedBy(world, connection);
      if (over !== undefined)
        once(
          world,
          `hub: ${name} holds a ready connection of ${short(connection.sid)}, which is blocked by ${short(over.id)}`,
        );
    }
  }
}

/** Asks a point about every session there is, now: none that is blocked may be good. A frozen one answers nobody. */
export function askAbout(world: World, point: Point): void {
  if (!isAsked(point)) return;
  const { name, process, enforcement } = point;
  for (const row of world.store.committed.sessions.values()) {
    const facts = factsOf(row);
    const check = (judgement: string): void => {
      if (judgement !== 'good' || process.isFrozen) return;
      const over = blockedBy(world, facts);
      if (over !== undefined)
        once(world, `judged: ${name} found ${short(facts.sid)} good, which is blocked by ${short(over.id)}`);
    };
    const judgement = process.within(() => enforcement.judge(facts));
    if (typeof judgement === 'string') check(judgement);
    else void judgement.then(check);
  }
}
