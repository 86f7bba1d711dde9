import { ProblemError } from './problem.js';
import { request } from './request.js';
import { noteServerTime, serverNow } from './server-clock.js';

describe('asking the account API', () => {
  const real = globalThis.fetch;
  const answer = (response: () => Promise<Response>): void => {
    globalThis.fetch = response;
  };
  afterEach(() => {
    globalThis.fetch = real;
  });
  const failure = async (): Promise<ProblemError> => {
    const error: unknown = await request('/api/me').catch((reason: unknown) => reason);
    if (!(error instanceof ProblemError)) throw new Error('no ProblemError', { cause: error });
    return error;
  };

  it('a problem carries its code, the server’s words and how long to wait', async () => {
    answer(async () =>
      Response.json(
        { code: 'too_many_requests', title: 'Too many attempts.' },
        { status: 429, headers: { 'Retry-After': '30' } },
      ),
    );
    expect(await failure()).toMatchObject({
      code: 'too_many_requests',
      title: 'Too many attempts.',
      retryAfterS: 30,
    });
  });

  it.each<[string, () => Promise<Response>]>([
    ['no network', async () => Promise.reject(new TypeError('Failed to fetch'))],
    ['a proxy’s error page', async () => new Response('<h1>Bad gateway</h1>', { status: 502 })],
    ['a proxy’s page that says 200', async () => new Response('<h1>Sign in to the hotel</h1>')],
  ])('%s reads as not reachable', async (_, response) => {
    answer(response);
    expect((await failure()).code).toBe('unreachable');
  });

  it('an answer without a body is null', async () => {
    answer(async () => new Response(null, { status: 204 }));
    expect(await request('/api/browser-session')).toBeNull();
  });

  it('the caller’s own abort stays an abort', async () => {
    answer(async () => Promise.reject(new DOMException('', 'AbortError')));
    const error: unknown = await request('/api/me', { signal: AbortSignal.abort() }).catch(
      (reason: unknown) => reason,
    );
    expect(error).not.toBeInstanceOf(ProblemError);
  });

  it('a browser an hour behind reckons by the server’s clock; a second’s difference is the header’s', () => {
    const now = Date.UTC(2026, 2, 3, 12);
    noteServerTime('Tue, 03 Mar 2026 13:00:00 GMT', now);
    expect(serverNow(now)).toBe(now + 3_600_000);
    noteServerTime('Tue, 03 Mar 2026 12:00:01 GMT', now);
    expect(serverNow(now)).toBe(now);
    noteServerTime(null, now);
    noteServerTime('yesterday', now);
    expect(serverNow(now)).toBe(now);
  });
});
