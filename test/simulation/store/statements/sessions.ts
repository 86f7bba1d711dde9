import { asTextSays, pointsTo, row, type Parameters, type Statement } from '../statement.js';
import type { SessionRow } from '../tables.js';
import type { View } from '../view.js';
import { firstCovering, mayCover } from './reading-revocations.js';

function isNotedAtRefresh(view: View, [sid, jkt, appVersion]: Parameters): boolean {
  const found = view.get('sessions', String(sid));
  if (found === undefined || found.jkt !== jkt || mayCover(view, found).length > 0) return false;
  return appVersion === null || appVersion === found.app_version;
}

export const ofSessions: readonly Statement[] = [
  {
    text: 'SELECT 1 FROM accounts WHERE id = $1',
    locks: (_, [id], text) => asTextSays(text, 'accounts', id),
    run: (view, [id]) => (view.get('accounts', String(id)) === undefined ? [] : [{}]),
  },
  {
    text: 'SELECT 1 FROM sessions WHERE sid = $1 AND account_id = $2',
    run: (view, [sid, sub]) => (view.get('sessions', String(sid))?.account_id === sub ? [{}] : []),
  },
  {
    text: /^WITH opened AS \( INSERT INTO sessions/,
    locks: (_, [, sub]) => [pointsTo(sub)],
    run: (view, [sid, sub, kind, name, model, appVersion, jkt, address]) => {
      const seq = view.nextval('session_seq');
      view.put('sessions', String(sid), {
        sid,
        account_id: sub,
        seq,
        kind,
        name,
        model,
        app_version: appVersion,
        jkt,
        address,
        created_at: view.now,
        live_at: kind === 'browser' ? view.now : null,
        last_seen_at: view.now,
        last_address: address,
        revocation_id: null,
      } as SessionRow);
      return [{ seq }];
    },
  },
  {
    text: /^SELECT sid, account_id, seq, kind, model, app_version, jkt, live_at IS NOT NULL AS live/,
    locks: (view, [sid], text) =>
      view.get('sessions', String(sid)) === undefined ? [] : asTextSays(text, 'sessions', sid),
    run: (view, [sid]) => {
      const found = view.get('sessions', String(sid));
      return found === undefined ? [] : [{ ...found, live: found.live_at !== null, read_at: view.now }];
    },
  },
  {
    text: /^SELECT pg_advisory_xact_lock(_shared)?\(/,
    locks: (_, [name], text) => [
      { name: `advisory/${String(name)}`, mode: text.includes('_shared') ? 'share' : 'exclusive' },
    ],
    run: () => [{}],
  },
  {
    text: 'WHERE account_id = $1 AND jkt = $2 AND live_at IS NOT NULL AND revocation_id IS NULL AND sid <> $3',
    run: (view, [sub, jkt, sid]) =>
      view
        .rows('sessions')
        .filter((one) => one.account_id === sub && one.jkt === jkt && one.sid !== sid)
        .filter(({ live_at, revocation_id }) => live_at !== null && revocation_id === null)
        .sort((a, b) => a.seq - b.seq),
  },
  {
    text: /^WITH live AS \( UPDATE sessions SET live_at/,
    locks: (_, [sid]) => [row('sessions', sid)],
    run: (view, [sid]) => {
      view.change('sessions', String(sid), { live_at: view.now, last_seen_at: view.now });
      return [];
    },
  },
  {
    text: /^UPDATE sessions SET last_seen_at = clock_timestamp\(\), last_address = \$2/,
    locks: (_, [sid]) => [row('sessions', sid)],
    run: (view, [sid, address, appVersion = null]) => {
      const changes = { last_seen_at: view.now, last_address: String(address) };
      const version = appVersion === null ? {} : { app_version: appVersion as string };
      view.change('sessions', String(sid), { ...changes, ...version });
      return [];
    },
  },
  {
    text: /^WITH judged AS \( SELECT sid/,
    locks: (view, parameters) => (isNotedAtRefresh(view, parameters) ? [row('sessions', parameters[0])] : []),
    run: (view, parameters) => {
      const [sid, , , address] = parameters;
      const found = view.get('sessions', String(sid));
      if (found === undefined) return [];
      const revocations = mayCover(view, found);
      const is_noted = isNotedAtRefresh(view, parameters);
      if (is_noted)
        view.change('sessions', String(sid), { last_seen_at: view.now, last_address: String(address) });
      return [
        {
          ...found,
          live: found.live_at !== null,
          read_at: view.begunAt,
          revocations: revocations.length === 0 ? null : revocations,
          is_noted,
        },
      ];
    },
  },
  {
    text: /^SELECT s\.sid AS session_sid/,
    run: (view, [sub]) =>
      view
        .rows('sessions')
        .filter((one) => one.account_id === sub && one.live_at !== null)
        .sort((a, b) => b.seq - a.seq)
        .map((session) => ({
          ...session,
          session_sid: session.sid,
          online: view.rows('device_presence').some(({ sid }) => sid === session.sid),
          confirmed_at: view.get('receipts', session.sid)?.confirmed_at ?? null,
          ...(firstCovering(view, session) ?? { id: null }),
        })),
  },
];
