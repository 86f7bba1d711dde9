import { request } from './request.js';
import type {
  Activation,
  ActivityEntry,
  Credentials,
  Decided,
  Decision,
  PasswordChanged,
  Revocation,
  SessionPage,
  SignedInAnswer,
} from './shapes.js';

/** Every request the pages make, one line each. */
export const accountApi = {
  me: (signal?: AbortSignal) => request<SignedInAnswer>('/api/me', given(signal)),
  signUp: (body: { displayName: string; email: string; password: string }) =>
    request<SignedInAnswer>('/api/accounts', { method: 'POST', body }),
  signIn: (body: Credentials) => request<SignedInAnswer>('/api/browser-session', { method: 'POST', body }),
  /** The demo account of `npm start`; `route_not_found` anywhere else. */
  demo: (signal?: AbortSignal) => request<Credentials>('/api/demo', given(signal)),
  /** Before what needs a recent password. */
  givePassword: (password: string) =>
    request<null>('/api/browser-session/password', { method: 'POST', body: { password } }),
  changePassword: (body: { current: string; new: string; endOthers: boolean }) =>
    request<PasswordChanged>('/api/account/password', { method: 'POST', body }),
  signOutHere: () => request<null>('/api/browser-session', { method: 'DELETE' }),

  sessions: (after: string | null, signal?: AbortSignal) =>
    request<SessionPage>(`/api/sessions?limit=200${after === null ? '' : `&after=${after}`}`, given(signal)),
  rename: (sid: string, name: string) =>
    request<null>(`/api/sessions/${encodeURIComponent(sid)}`, { method: 'PATCH', body: { name } }),
  signOut: (sid: string) =>
    request<Revocation>(`/api/sessions/${encodeURIComponent(sid)}/revocation`, { method: 'POST' }),
  /** @param exceptSid the session to be spared; null for none */
  signOutAll: (exceptSid: string | null, idempotencyKey: string) =>
    request<Revocation>('/api/revocations', {
      method: 'POST',
      body: exceptSid === null ? {} : { exceptSid },
      headers: { 'Idempotency-Key': idempotencyKey },
    }),
  revocation: (id: string, signal?: AbortSignal) =>
    request<Revocation>(`/api/revocations/${encodeURIComponent(id)}`, given(signal)),
  activity: (signal?: AbortSignal) =>
    request<{ readonly entries: readonly ActivityEntry[] }>('/api/activity', given(signal)),

  lookAtCode: (userCode: string) => request<Activation>(`/api/activation/${encodeURIComponent(userCode)}`),
  decideCode: (userCode: string, decision: Decision) =>
    request<Decided>('/api/activation', { method: 'POST', body: { userCode, decision } }),
};

const given = (signal: AbortSignal | undefined): { signal?: AbortSignal } =>
  signal === undefined ? {} : { signal };
