import { row, type Statement } from '../statement.js';
import type { PayloadRow } from '../tables.js';
import type { View } from '../view.js';

const ofUserCode = (view: View, userCode: unknown): PayloadRow | undefined =>
  view.rows('oidc_payloads').find((one) => one.model === 'DeviceCode' && one.user_code === userCode);

const keyOf = ({ model, id }: Pick<PayloadRow, 'model' | 'id'>): string => `${model}/${id}`;

const isUsed = ({ grant_id, payload }: PayloadRow): boolean => grant_id !== null || 'error' in payload;

const isWaiting = (view: View, one: PayloadRow | undefined): one is PayloadRow =>
  one !== undefined && one.expires_at > view.now && !isUsed(one);

const lockOf = (view: View, userCode: unknown): ReturnType<typeof row>[] => {
  const found = ofUserCode(view, userCode);
  return found === undefined ? [] : [row('oidc_payloads', keyOf(found))];
};

export const ofCodes: readonly Statement[] = [
  {
    text: /^SELECT payload->'params' AS params/,
    run: (view, [userCode]) => {
      const found = ofUserCode(view, userCode);
      if (found === undefined) return [];
      const { params, deviceInfo } = found.payload as { params: object; deviceInfo?: { address?: string } };
      const expired = found.expires_at <= view.now;
      return [
        {
          params,
          address: deviceInfo?.address ?? null,
          expires_at: found.expires_at,
          expired,
          used: isUsed(found),
        },
      ];
    },
  },
  {
    text: /^UPDATE oidc_payloads SET account_id = \$2, grant_id = \$3/,
    locks: (view, [userCode]) => lockOf(view, userCode),
    run: (view, [userCode, sub, sid, granted]) => {
      const found = ofUserCode(view, userCode);
      if (!isWaiting(view, found)) return [];
      view.change('oidc_payloads', keyOf(found), {
        account_id: String(sub),
        grant_id: String(sid),
        payload: { ...found.payload, ...(JSON.parse(String(granted)) as object) },
      });
      return [{ id: found.id }];
    },
  },
  {
    text: /^UPDATE oidc_payloads SET payload = payload \|\| '\{"error":"access_denied"\}' WHERE model = 'DeviceCode' AND account_id/,
    locks: (view, [sub, exceptSid]) =>
      approved(view, sub, exceptSid).map((one) => row('oidc_payloads', keyOf(one))),
    run: (view, [sub, exceptSid]) => {
      const killed = approved(view, sub, exceptSid);
      for (const one of killed)
        view.change('oidc_payloads', keyOf(one), { payload: { ...one.payload, error: 'access_denied' } });
      return killed.map(({ id }) => ({ id }));
    },
  },
  {
    text: /^INSERT INTO oidc_payloads/,
    run: (view, [model, id, payload, grantId, userCode, expiresIn]) => {
      const isUserCode = (one: PayloadRow): boolean => userCode !== null && one.user_code === userCode;
      if (view.isTaken('oidc_payloads', isUserCode)) return [];
      view.put('oidc_payloads', `${String(model)}/${String(id)}`, {
        model: String(model),
        id: String(id),
        payload: JSON.parse(String(payload)) as Record<string, unknown>,
        grant_id: grantId as string | null,
        user_code: userCode as string | null,
        account_id: null,
        consumed_at: null,
        polled_at: null,
        expires_at: view.now + Number(expiresIn) * 1000,
      });
      return [{ id }];
    },
  },
  {
    text: /^SELECT payload, extract\(epoch FROM expires_at\)/,
    run: (view, [model, id]) => {
      const found = view.get('oidc_payloads', `${String(model)}/${String(id)}`);
      if (found === undefined) return [];
      const { payload, expires_at, consumed_at } = found;
      return [{ payload, expires: expires_at / 1000, consumed: consumed_at !== null }];
    },
  },
  {
    text: /^SELECT p\.payload, s\.sid, s\.account_id AS sub/,
    run: (view, [id]) => {
      const found = view.get('oidc_payloads', `RefreshToken/${String(id)}`);
      const session = view.get('sessions', String(found?.grant_id));
      if (found === undefined || session === undefined) return [];
      return [{ ...session, sub: session.account_id, payload: found.payload }];
    },
  },
  {
    text: /^UPDATE oidc_payloads SET consumed_at/,
    locks: (_, [model, id]) => [row('oidc_payloads', `${String(model)}/${String(id)}`)],
    run: (view, [model, id]) => {
      const key = `${String(model)}/${String(id)}`;
      if (view.get('oidc_payloads', key)?.consumed_at !== null) return [];
      view.change('oidc_payloads', key, { consumed_at: view.now });
      return [{ id }];
    },
  },
];

const approved = (view: View, sub: unknown, exceptSid: unknown): PayloadRow[] =>
  view
    .rows('oidc_payloads')
    .filter((one) => one.model === 'DeviceCode' && one.account_id === sub)
    .filter((one) => one.consumed_at === null && one.grant_id !== exceptSid);
