import { row, type Statement } from '../statement.js';
import { isVisible } from '../view.js';

export const ofPoints: readonly Statement[] = [
  {
    text: /^UPDATE revocations r SET blocked_at/,
    locks: (_, [ids]) => (ids as string[]).map((id) => row('revocations', id)),
    run: (view, [ids, after, points, boots, countsForMs, heardOf, unheardCountsForMs]) => {
      const marked: object[] = [];
      (ids as string[]).forEach((id, n) => {
        const revocation = view.get('revocations', id);
        if (revocation === undefined || revocation.blocked_at !== null) return;
        const isHeldBack = view.rows('enforcement_polls').some(({ boot, polled_at, passed }) => {
          const of = (boots as string[]).indexOf(boot);
          if (of < 0 && (heardOf === null || (heardOf as string[]).includes(boot))) return false;
          const forMs = of < 0 ? Number(unheardCountsForMs) : (countsForMs as number[])[of]!;
          return polled_at > view.now - forMs && !isVisible(revocation.xact, passed);
        });
        if (isHeldBack) return;
        const afterMs = (after as (number | null)[])[n] ?? null;
        const blockedAt = afterMs === null ? view.now : revocation.requested_at + afterMs;
        view.change('revocations', id, { blocked_at: blockedAt, points: (points as number[])[n]! });
        const { account_id: sub, sid, txn, requested_at } = revocation;
        marked.push({
          revocationId: id,
          sub,
          sid,
          txn,
          points: (points as number[])[n],
          afterMs: blockedAt - requested_at,
        });
      });
      return marked;
    },
  },
  {
    text: /^SELECT r\.id AS "revocationId"/,
    run: (view) =>
      view
        .rows('revocations')
        .filter((one) => one.blocked_at === null && one.event_offset !== null)
        .filter(({ committed_at }) => committed_at < view.now - 1_000)
        .sort((a, b) => a.committed_at - b.committed_at)
        .map(({ id, event_partition, event_offset, xact }) => ({
          revocationId: id,
          partition: event_partition,
          offset: event_offset,
          polled: view
            .rows('enforcement_polls')
            .filter(({ passed }) => isVisible(xact, passed))
            .map(({ boot }) => boot),
        })),
  },
  {
    text: /^SELECT r\.id AS "polledId"/,
    run: (view, [olderThanMs]) =>
      view
        .rows('revocations')
        .filter(({ blocked_at }) => blocked_at === null)
        .filter(({ committed_at }) => committed_at > view.now - 3_600_000)
        .filter(({ committed_at }) => committed_at < view.now - Number(olderThanMs))
        .sort((a, b) => a.committed_at - b.committed_at)
        .map(({ id, event_partition, event_offset, xact }) => ({
          polledId: id,
          partition: event_partition,
          offset: event_offset,
          polls: view
            .rows('enforcement_polls')
            .map(({ boot, passed, polled_at }) => [boot, isVisible(xact, passed), view.now - polled_at]),
        })),
  },
  { text: /^DELETE FROM enforcement_polls/, run: () => [] },
  {
    text: /^INSERT INTO enforcement_polls/,
    locks: (_, [boot]) => [row('enforcement_polls', boot)],
    run: (view, [boot, point, having]) => {
      const before = view.get('enforcement_polls', String(boot));
      const hasAnswer = before !== undefined && before.answered !== null && before.answered === having;
      view.put('enforcement_polls', String(boot), {
        boot: String(boot),
        point: String(point),
        polled_at: view.now,
        answered: before?.answered ?? null,
        passed: hasAnswer ? before.answered : (before?.passed ?? null),
      });
      return [];
    },
  },
  {
    text: /^WITH answered AS \( UPDATE enforcement_polls SET answered/,
    locks: (_, [, boot]) => (boot === null ? [] : [row('enforcement_polls', boot)]),
    run: (view, [, boot]) => {
      const name = view.snapshot;
      if (boot !== null) view.change('enforcement_polls', boot as string, { answered: name });
      const rows = view
        .rows('revocations')
        .map(({ jti, predicate, requested_at }) => [jti, predicate, requested_at]);
      return [{ name, now: view.now, rows }];
    },
  },
];
