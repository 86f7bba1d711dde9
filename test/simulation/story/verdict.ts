import { audit, type History } from '#libs/audit';
import { covers, type SessionFacts } from '#libs/revocation-index';
import type { World } from '../parts/world.js';
import type { RevocationRow } from '../store/tables.js';
import type { Household } from './household.js';
import { factsOf, revocationsOf } from './source.js';
import { short } from './story.js';

/** From the end of all faults; what takes longer did not heal. */
export const HEALED_WITHIN_MS = 45_000;
const LIMITS = { blockedWithinMs: 40_000, confirmedWithinMs: 40_000 };

const isOver = (world: World, facts: SessionFacts): boolean =>
  revocationsOf(world).some(({ predicate }) => covers(predicate, facts));

/** Why not all is well yet, once nothing goes wrong any more; null when it is. */
export function whyNotWell(world: World, { devices }: Household): string | null {
  const { store, points } = world;
  for (const { id, blocked_at } of revocationsOf(world))
    if (blocked_at === null) return `revocation ${short(id)} is not blocked`;
  for (const { sent_at, id } of store.committed.outbox.values())
    if (sent_at === null) return `outbox row ${id} is not sent`;
  for (const { name, isReady, process, enforcement } of points) {
    if (!isReady) return `${name} is not ready`;
    if (!process.within(() => enforcement.isFresh())) return `${name} is not fresh`;
  }
  for (const { name, client, grant, receiptsLeft } of devices) {
    if (client === null) return `${name} is starting`;
    const session = grant === null ? undefined : store.committed.sessions.get(grant.session.sid);
    if (session !== undefined && isOver(world, factsOf(session)))
      return `${name} does not know that its session ${short(session.sid)} is over`;
    if (receiptsLeft > 0) return `${name} has a receipt that nobody took`;
    if (client.state === 'signing-out' || client.state === 'starting') return `${name} is ${client.state}`;
  }
  return null;
}

/** By true time; the first commit of a row. */
const committedAt = (store: World['store'], table: 'sessions' | 'revocations', key: string): number =>
  store.commits.find(({ written }) => written.get(table)?.has(key) === true)!.at;

/** Everything that is wrong with a history, in sentences; none where it kept every promise. */
export function verdict(world: World): readonly string[] {
  const { story } = world;
  return [...story.faults, ...byAudit(world), ...byOrder(world), ...byTokens(world), ...byPoints(world)];
}

/** By what was answered, served and received. Revocations nobody was answered count as well: they are in force. */
function byAudit(world: World): string[] {
  const { story, store, now } = world;
  const answered = new Set(story.answers.flatMap((one) => (one.type === 'revoked' ? [one.id] : [])));
  const unanswered = revocationsOf(world)
    .filter(({ id }) => !answered.has(id))
    .map(({ id, predicate, insertedAt, awaits_receipt }) => ({
      type: 'revoked' as const,
      id,
      predicate,
      pressedAt: insertedAt,
      // To whoever does not wait for an answer, the commit is one.
      answeredAt: committedAt(store, 'revocations', id),
      awaitsReceipt: awaits_receipt,
    }));
  const history: History = {
    endedAt: now,
    sessions: [...store.committed.sessions.values()].map(factsOf),
    answers: [...story.answers, ...unanswered],
    points: story.points,
    devices: story.devices,
  };
  return audit(history, LIMITS).findings.map(({ kind, sentence }) => `${kind}: ${sentence}`);
}

/** By the order of commits: each session of an account is wholly before a cut-off, or wholly after. */
function byOrder({ store }: World): string[] {
  const found: string[] = [];
  const placeOf = (table: 'sessions' | 'revocations', key: string): number =>
    store.commits.findIndex(({ written }) => written.get(table)?.has(key) === true);
  for (const { id, scope, account_id, cutoff } of store.committed.revocations.values()) {
    if (scope !== 'account') continue;
    const at = placeOf('revocations', id);
    for (const { sid, seq, account_id: sub } of store.committed.sessions.values()) {
      if (sub !== account_id || placeOf('sessions', sid) < at === seq <= cutoff!) continue;
      found.push(
        `order: session ${short(sid)} (seq ${seq}) and revocation ${short(id)} (cut-off ${cutoff}) were committed in another order than they were drawn`,
      );
    }
  }
  return found;
}

/** No token is made for a session that was over before it was judged. */
function byTokens({ store, story }: World): string[] {
  return story.tokens.flatMap(({ sid, at }) => {
    const facts = factsOf(store.committed.sessions.get(sid)!);
    const over = store.commits.find(
      ({ at: committedAt, written }) =>
        committedAt < at &&
        [...(written.get('revocations')?.values() ?? [])].some((row) =>
          covers((row as RevocationRow).predicate, facts),
        ),
    );
    if (over === undefined) return [];
    return [
      `token: one was made for session ${short(sid)}, over ${Math.round(at - over.at)} ms before it was judged`,
    ];
  });
}

/** By what the points hold once all is well: neither more nor less than the source. */
function byPoints(world: World): string[] {
  const found: string[] = [];
  for (const row of world.store.committed.sessions.values()) {
    const facts = factsOf(row);
    const over = isOver(world, facts);
    for (const { name, enforcement } of world.points)
      if (enforcement.covers(facts) !== over)
        found.push(`index: ${name} takes session ${short(facts.sid)} for ${over ? 'good' : 'over'}`);
    if (!over) continue;
    for (const gateway of world.gateways)
      if (gateway.ready().some(({ sid }) => sid === facts.sid))
        found.push(
          `hub: ${gateway.name} holds a ready connection of session ${short(facts.sid)}, which is over`,
        );
  }
  return found;
}
