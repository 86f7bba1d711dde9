import type { Statement } from '../statement.js';
import type { RevocationRow, SessionRow } from '../tables.js';
import type { View } from '../view.js';

/** `ACCOUNT_COVERS` of the product's statements. */
const accountCovers = (revocation: RevocationRow, session: SessionRow): boolean =>
  revocation.scope === 'account' &&
  revocation.account_id === session.account_id &&
  revocation.cutoff! >= session.seq &&
  revocation.except_sid !== session.sid;

export const coversRow = (revocation: RevocationRow, session: SessionRow): boolean =>
  revocation.scope === 'session' ? revocation.sid === session.sid : accountCovers(revocation, session);

export const coveredByAccount = (view: View, session: SessionRow): boolean =>
  view.rows('revocations').some((one) => accountCovers(one, session));

const byTime = (a: RevocationRow, b: RevocationRow): number =>
  a.committed_at - b.committed_at || (a.id < b.id ? -1 : 1);

export const firstCovering = (view: View, session: SessionRow): RevocationRow | undefined =>
  view
    .rows('revocations')
    .filter((one) => coversRow(one, session))
    .sort(byTime)[0];

/** `mayCover()` of the product’s statements, newest first. */
export const mayCover = (
  view: View,
  { sid, account_id, seq }: Pick<SessionRow, 'sid' | 'account_id' | 'seq'>,
): RevocationRow[] =>
  view
    .rows('revocations')
    .filter((one) =>
      one.scope === 'session'
        ? one.sid === sid
        : one.account_id === account_id && one.cutoff! >= seq && one.except_sid !== sid,
    )
    .sort((a, b) => b.committed_at - a.committed_at);

const DAY_MS = 86_400_000;

/** Of a session that an earlier revocation had settled, that one shows it. */
function isSettledBefore(view: View, revocation: RevocationRow, session: SessionRow): boolean {
  const confirmedAt = view.get('receipts', session.sid)?.confirmed_at ?? Infinity;
  return view
    .rows('revocations')
    .some(
      (earlier) =>
        coversRow(earlier, session) &&
        byTime(earlier, revocation) < 0 &&
        (!earlier.awaits_receipt ||
          session.kind === 'browser' ||
          confirmedAt < revocation.requested_at ||
          earlier.committed_at < revocation.requested_at - DAY_MS),
    );
}

export const readingRevocations: readonly Statement[] = [
  {
    text: /^SELECT jti, payload, predicate FROM/,
    run: (view, [sid, sub, seq]) =>
      mayCover(view, { sid: String(sid), account_id: String(sub), seq: Number(seq) }),
  },
  {
    text: /^SELECT r\.\* FROM sessions s, LATERAL/,
    run: (view, [sid, sub]) => {
      const session = view.get('sessions', String(sid));
      if (session === undefined || session.account_id !== sub || session.live_at === null) return [];
      const first = firstCovering(view, session);
      return first === undefined ? [] : [first];
    },
  },
  {
    text: /^SELECT s\.sid, s\.kind, s\.name, s\.model, s\.account_id AS sub/,
    run: (view, [id]) => {
      const revocation = view.get('revocations', String(id));
      if (revocation === undefined) return [];
      return view
        .rows('sessions')
        .filter((one) => one.account_id === revocation.account_id && one.live_at !== null)
        .filter((one) => coversRow(revocation, one))
        .filter((one) => revocation.scope === 'session' || !isSettledBefore(view, revocation, one))
        .sort((a, b) => b.seq - a.seq)
        .map((session) => {
          const receipt = view.get('receipts', session.sid);
          const connected = view.rows('device_presence').some(({ sid }) => sid === session.sid);
          return {
            ...session,
            sub: session.account_id,
            reachable: connected || session.last_seen_at >= revocation.requested_at,
            receipt: receipt?.jws ?? null,
            confirmed_at: receipt?.confirmed_at ?? null,
          };
        });
    },
  },
  {
    text: 'FROM revocations r WHERE r.id = $1::uuid AND r.account_id = $2::uuid',
    run: (view, [id, sub]) => {
      const found = view.get('revocations', String(id));
      return found?.account_id === sub ? [found!] : [];
    },
  },
  {
    text: 'FROM revocations r WHERE r.account_id = $1 AND r.idempotency_key = $2',
    run: (view, [sub, key]) =>
      view.rows('revocations').filter((one) => one.account_id === sub && one.idempotency_key === key),
  },
  {
    text: 'r.except_sid IS NOT DISTINCT FROM $2::uuid',
    run: (view, [sub, exceptSid]) =>
      view
        .rows('revocations')
        .filter((one) => one.scope === 'account' && one.account_id === sub && one.except_sid === exceptSid)
        .filter(
          ({ cutoff }) =>
            !view
              .rows('sessions')
              .some((one) => one.account_id === sub && one.seq > cutoff! && one.sid !== exceptSid),
        )
        .sort((a, b) => b.cutoff! - a.cutoff!)
        .slice(0, 1),
  },
  // No history has campaigns.
  { text: /^SELECT predicate FROM revocations WHERE scope = 'class'/, run: () => [] },
  { text: "FROM revocations r WHERE r.id = $1::uuid AND r.scope = 'class'", run: () => [] },
  {
    // Nobody presses a hundred times in one history.
    text: 'AS wait FROM revocations r',
    run: () => [],
  },
];
