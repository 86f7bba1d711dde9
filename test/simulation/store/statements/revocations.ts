import type { Predicate } from '#libs/revocation-index';
import type { Wanted } from '../locks.js';
import { pointsTo, row, type Parameters, type Statement } from '../statement.js';
import type { RevocationRow } from '../tables.js';
import type { View } from '../view.js';
import { coveredByAccount } from './reading-revocations.js';

/** The parameters $1 to $8 that every revocation's INSERT shares, and its outbox row. */
function insert(
  view: View,
  [id, jti, txn, predicate, payload, cause, , sinceMs]: Parameters,
  of: Pick<RevocationRow, 'scope' | 'account_id' | 'sid' | 'cutoff' | 'except_sid' | 'awaits_receipt'> & {
    readonly idempotency_key: string | null;
  },
): object {
  const stored: RevocationRow = {
    id: String(id),
    jti: String(jti),
    txn: String(txn),
    predicate: JSON.parse(String(predicate)) as Predicate,
    payload: String(payload),
    cause: String(cause),
    requested_at: view.now - Number(sinceMs),
    committed_at: view.now,
    event_partition: null,
    event_offset: null,
    blocked_at: null,
    points: null,
    xact: view.xact,
    insertedAt: view.trueNow,
    ...of,
  };
  view.put('revocations', stored.id, stored);
  const outboxId = view.nextval('outbox_id');
  view.put('outbox', String(outboxId), {
    id: outboxId,
    topic: 'security-events',
    key: of.account_id,
    headers: { type: 'set', txn: stored.txn },
    payload: stored.payload,
    created_at: view.now,
    leased_until: null,
    leased_by: null,
    sent_at: null,
  });
  return { ...stored, outbox_id: outboxId };
}

/** Of many at once the unique index lets one through; the others wait for its commit. */
const uniqueSid = (sid: unknown): Wanted => ({
  name: `revocations_of_session/${String(sid)}`,
  mode: 'exclusive',
});

export const ofRevocations: readonly Statement[] = [
  {
    text: "SELECT nextval('session_seq') AS cutoff",
    run: (view) => [{ cutoff: view.nextval('session_seq') }],
  },
  {
    text: /^WITH revocation AS \( INSERT INTO revocations/,
    locks: (_, parameters) => [pointsTo(parameters[8])],
    run: (view, parameters) => {
      const [, , , , , , , , sub, cutoff, exceptSid, idempotencyKey] = parameters;
      return [
        insert(view, parameters, {
          scope: 'account',
          account_id: String(sub),
          sid: null,
          cutoff: Number(cutoff),
          except_sid: exceptSid as string | null,
          awaits_receipt: true,
          idempotency_key: idempotencyKey as string | null,
        }),
      ];
    },
  },
  {
    text: /^WITH target AS \( SELECT s\.sid/,
    locks: (_, parameters) => {
      const [, , , , , , , , sid, sub] = parameters;
      return [row('sessions', sid), uniqueSid(sid), pointsTo(sub)];
    },
    run: (view, parameters) => revokedSession(view, parameters),
  },
  {
    text: /^WITH target AS \( SELECT a\.\*/,
    run: (view, columns) => {
      const asked = (columns[0] as readonly unknown[]).map((_, index) =>
        columns.map((column) => (column as readonly unknown[])[index]),
      );
      return asked
        .filter(
          ([, , , , , , , , sid, sub]) => view.tryLock(row('sessions', sid)) && view.tryLock(pointsTo(sub)),
        )
        .flatMap((parameters) => revokedSession(view, parameters));
    },
  },
];

function revokedSession(view: View, parameters: Parameters): object[] {
  const [id, , , , , cause, , , sid, sub] = parameters;
  const target = view.get('sessions', String(sid));
  if (target === undefined || target.account_id !== sub || target.live_at === null) return [];
  if (coveredByAccount(view, target)) return [];
  const isTaken = (one: RevocationRow): boolean => one.scope === 'session' && one.sid === sid;
  if (view.isTaken('revocations', isTaken)) return [];
  const stored = insert(view, parameters, {
    scope: 'session',
    account_id: target.account_id,
    sid: target.sid,
    cutoff: null,
    except_sid: null,
    awaits_receipt: cause === 'signed-out' && target.kind !== 'browser',
    idempotency_key: null,
  });
  view.change('sessions', target.sid, { revocation_id: String(id) });
  const reachable = view.rows('device_presence').some((one) => one.sid === sid);
  const { kind, name, model } = target;
  return [{ ...stored, kind, name, model, reachable }];
}
