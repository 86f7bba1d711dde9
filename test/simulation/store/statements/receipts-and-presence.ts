import type { Wanted } from '../locks.js';
import { row, type Statement } from '../statement.js';

const at = (column: unknown, index: number): string => (column as readonly string[])[index]!;
const inOrder = (table: 'receipts' | 'sessions', sids: unknown): readonly Wanted[] =>
  [...(sids as readonly string[])].sort().map((sid) => row(table, sid));

export const ofReceipts: readonly Statement[] = [
  {
    text: /^SELECT s\.sid, s\.account_id AS sub, .* FROM unnest\(/,
    run: (view, [sids, jtis]) =>
      (sids as readonly string[]).flatMap((sid, index) => {
        const session = view.get('sessions', sid);
        if (session === undefined) return [];
        const event = view.rows('revocations').find((one) => one.jti === (jtis as readonly string[])[index]);
        const { account_id: sub } = session;
        const { predicate = null, payload = null } = event ?? {};
        return [{ ...session, sub, predicate, payload, place: index + 1 }];
      }),
  },
  {
    text: /^WITH kept AS \( INSERT INTO receipts/,
    locks: (_, [sids]) => inOrder('receipts', sids),
    run: (view, [sids, jtis, eventJtis, , , jwss]) =>
      (sids as readonly string[]).flatMap((sid, index) => {
        if (view.get('receipts', sid) !== undefined) return [];
        const event = at(eventJtis, index);
        const confirmed_at = view.now;
        view.put('receipts', sid, {
          sid,
          jti: at(jtis, index),
          event_jti: event,
          jws: at(jwss, index),
          confirmed_at,
        });
        const revocation = view.rows('revocations').find((one) => one.jti === event);
        if (revocation === undefined) return [];
        return [{ sid, txn: revocation.txn, afterMs: confirmed_at - revocation.requested_at }];
      }),
  },
  {
    text: /^WITH named AS .* INSERT INTO device_presence/,
    locks: (_, [sids]) => inOrder('sessions', sids),
    run: (view, [sids, gateways, boots, connections]) =>
      (sids as readonly string[]).flatMap((sid, index) => {
        const session = view.get('sessions', sid);
        if (session === undefined) return [];
        view.change('sessions', sid, { last_seen_at: view.now });
        const [gateway, boot, connection] = [gateways, boots, connections].map((column) => at(column, index));
        const key = [sid, boot, connection].join('/');
        if (view.get('device_presence', key) !== undefined) return [];
        const since = view.now;
        view.put('device_presence', key, {
          ...{ sid, gateway: gateway!, boot: boot!, connection: connection!, since },
        });
        return [{ sid, sub: session.account_id }];
      }),
  },
  {
    text: /^WITH named AS .* DELETE FROM device_presence/,
    locks: (_, [sids]) => inOrder('sessions', sids),
    run: (view, [sids, boots, connections]) =>
      (sids as readonly string[]).flatMap((sid, index) => {
        const key = [sid, at(boots, index), at(connections, index)].join('/');
        const session = view.get('sessions', sid);
        if (session === undefined || view.get('device_presence', key) === undefined) return [];
        view.delete('device_presence', key);
        view.change('sessions', sid, { last_seen_at: view.now });
        return [{ sid, sub: session.account_id }];
      }),
  },
  {
    text: 'DELETE FROM device_presence WHERE boot = $1',
    run: (view, [boot]) => {
      for (const one of view.rows('device_presence'))
        if (one.boot === boot) view.delete('device_presence', [one.sid, one.boot, one.connection].join('/'));
      return [];
    },
  },
  {
    text: 'DELETE FROM device_presence WHERE boot <> ALL',
    run: (view, [boots, newS]) => {
      for (const one of view.rows('device_presence')) {
        const isNew = one.since >= view.now - Number(newS) * 1000;
        if (!isNew && !(boots as string[]).includes(one.boot))
          view.delete('device_presence', [one.sid, one.boot, one.connection].join('/'));
      }
      return [];
    },
  },
];
