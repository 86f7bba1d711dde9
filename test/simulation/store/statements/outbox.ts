import { row, type Statement } from '../statement.js';
import type { OutboxRow } from '../tables.js';
import type { View } from '../view.js';

const unsent = (view: View): OutboxRow[] =>
  view
    .rows('outbox')
    .filter(({ sent_at }) => sent_at === null)
    .sort((a, b) => a.created_at - b.created_at || a.id - b.id);

const free = (view: View, olderThanMs: unknown, limit: unknown): OutboxRow[] =>
  unsent(view)
    .filter(({ created_at }) => created_at <= view.now - Number(olderThanMs))
    .filter(({ leased_until }) => leased_until === null || leased_until <= view.now)
    .filter(({ id }) => view.tryLock(row('outbox', id)))
    // Locked now, so seen as it is now: another may have taken it since.
    .filter(({ id }) => isFree(view, id))
    .slice(0, Number(limit));

const isFree = (view: View, id: number): boolean => {
  const found = view.get('outbox', String(id));
  return found?.sent_at === null && (found.leased_until === null || found.leased_until <= view.now);
};

export const ofOutbox: readonly Statement[] = [
  {
    text: /^WITH free AS MATERIALIZED \( SELECT id FROM outbox/,
    run: (view, [by, leaseMs, olderThanMs, limit]) => {
      const taken = free(view, olderThanMs, limit);
      for (const { id } of taken)
        view.change('outbox', String(id), {
          leased_until: view.now + Number(leaseMs),
          leased_by: String(by),
        });
      return taken.map(({ id, topic, key, headers, payload }) => ({ id, topic, key, headers, payload }));
    },
  },
  {
    text: /^UPDATE outbox SET leased_until = NULL/,
    locks: (_, [ids]) => (ids as number[]).map((id) => row('outbox', id)),
    run: (view, [ids]) => {
      for (const id of ids as number[])
        if (view.get('outbox', String(id))?.sent_at === null)
          view.change('outbox', String(id), { leased_until: null });
      return [];
    },
  },
  {
    text: /^UPDATE outbox SET sent_at/,
    locks: (_, [ids]) => (ids as number[]).map((id) => row('outbox', id)),
    run: (view, [ids]) => {
      for (const id of ids as number[])
        if (view.get('outbox', String(id))?.sent_at === null)
          view.change('outbox', String(id), { sent_at: view.now });
      return [];
    },
  },
  {
    text: /^WITH sent AS \( SELECT \* FROM unnest/,
    locks: (view, [ids]) => {
      const rows = (ids as number[]).map((id) => row('outbox', id));
      const jtis = new Set((ids as number[]).map((id) => jtiOf(view, id)));
      return [
        ...rows,
        ...view
          .rows('revocations')
          .filter(({ jti }) => jtis.has(jti))
          .map(({ id }) => row('revocations', id)),
      ];
    },
    run: (view, [ids, partitions, offsets, after]) => {
      (ids as number[]).forEach((id, n) => {
        const mark = view.get('outbox', String(id));
        if (mark !== undefined && mark.sent_at === null)
          view.change('outbox', String(id), { sent_at: view.now });
        const jti = jtiOf(view, id);
        const revocation = view.rows('revocations').find((one) => one.jti === jti);
        if (revocation === undefined) return;
        const afterMs = (after as (number | null)[])[n] ?? null;
        view.change('revocations', revocation.id, {
          event_partition: revocation.event_partition ?? (partitions as number[])[n]!,
          event_offset: revocation.event_offset ?? Number((offsets as string[])[n]),
          ...(afterMs === null ? {} : { committed_at: revocation.requested_at + afterMs }),
        });
      });
      return [];
    },
  },
  {
    text: 'FROM outbox WHERE sent_at IS NULL AND topic = $1',
    run: (view) => [{ age: ageOfOldest(view) }],
  },
  { text: /^DELETE FROM outbox/, run: () => [] },
  {
    text: /^WITH time AS MATERIALIZED/,
    run: (view) => [{ databaseTime: view.now, unsentForMs: ageOfOldest(view) ?? 0 }],
  },
];

const ageOfOldest = (view: View): number | null => {
  const [oldest] = unsent(view);
  return oldest === undefined ? null : view.now - oldest.created_at;
};

const jtiOf = (view: View, id: number): string | null => {
  const stored = view.get('outbox', String(id));
  return stored === undefined ? null : (JSON.parse(stored.payload) as { jti: string }).jti;
};
