import type { Http } from '../ports.js';

const TIMEOUT_MS = 10_000;

/** HTTP for pages: no cookies, no redirects, an answer within 10 s or none. */
export const fetchHttp: Http = async ({ method, url, headers, body }) => {
  const response = await fetch(url, {
    method,
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
    redirect: 'error',
    credentials: 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  return { status: response.status, header: (name) => response.headers.get(name), body: text };
};
