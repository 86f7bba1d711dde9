import { ProblemError, problemIn } from './problem.js';
import { noteServerTime } from './server-clock.js';

const ANSWER_WITHIN_MS = 15_000;

interface Options {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Asks the account API, as the browser session of the cookie.
 * Errors: ProblemError; the caller's own abort stays an AbortError.
 */
export async function request<T>(path: string, options: Options = {}): Promise<T> {
  const { method = 'GET', body, headers = {}, signal } = options;
  const tooSlow = AbortSignal.timeout(ANSWER_WITHIN_MS);
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? tooSlow : AbortSignal.any([signal, tooSlow]),
    });
    noteServerTime(response.headers.get('Date'));
    if (!response.ok) throw await problemIn(response);
    text = await response.text();
  } catch (error) {
    if (error instanceof ProblemError || signal?.aborted) throw error;
    throw new ProblemError(tooSlow.aborted ? 'too_slow' : 'unreachable', null, null, { cause: error });
  }
  try {
    return (text === '' ? null : JSON.parse(text)) as T;
  } catch (error) {
    throw new ProblemError('unreachable', null, null, { cause: error });
  }
}
