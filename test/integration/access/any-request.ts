import { request, type IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { ERRORS, type ErrorCode } from '#libs/errors';

export interface AnyRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface AnyAnswer {
  readonly status: number;
  readonly isJson: boolean;
  readonly text: string;
}

const UUID = '00000000-0000-4000-8000-000000000000';
const text = fc.oneof(
  fc.constantFrom(
    ...['', '\0', 'a\0b', '\ud800', '__proto__', 'constructor', '../..', '%00', '%zz', '%', "' OR 1=1--"],
    ...['<script>alert(1)</script>', 'a'.repeat(5_000), UUID, 'null', '1e309', '-1', '٣', '\u202e', ' '],
    ...['a@b.example', 'a long enough password', 'approve', 'BCDF-GHJK', 'tv', 'refresh_token'],
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.uuid(),
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: text },
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    2 ** 53,
    [],
    {},
    [[]],
    { toString: 1 },
    [null],
    ['x', 'y'],
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Requests to these routes (`GET /api/x/:id`), well formed in part, with members of these names more often than not. */
export function anyRequestTo(
  routes: readonly string[],
  members: readonly string[],
): fc.Arbitrary<AnyRequest> {
  const object = fc
    .array(fc.tuple(fc.constantFrom(...members), value), { maxLength: 6 })
    .map((entries) => Object.fromEntries(entries));
  const body = fc.oneof(
    { weight: 6, arbitrary: object.map((one) => ['application/json', JSON.stringify(one)] as const) },
    {
      weight: 3,
      arbitrary: fc
        .array(fc.tuple(fc.constantFrom(...members), text), { maxLength: 6 })
        .map((form) => ['application/x-www-form-urlencoded', formOf(form)] as const),
    },
    fc.json({ maxDepth: 3 }).map((one) => ['application/json', one] as const),
    fc.constantFrom(
      ['application/json', '{'] as const,
      ['application/json', '['.repeat(10_000)] as const,
      ['application/json', ' '.repeat(40_000)] as const,
      ['application/json; charset=utf-32', '{}'] as const,
      ['application/signoff-receipt+jwt', 'a.b.c'] as const,
      ['text/html', '<x>'] as const,
      ['multipart/form-data', '--'] as const,
      ['*/*', '{}'] as const,
    ),
  );
  return fc
    .record({
      route: fc.constantFrom(...routes),
      values: fc.array(text, { minLength: 4, maxLength: 4 }),
      query: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        fc.array(fc.tuple(fc.constantFrom(...members), text)),
      ),
      otherMethod: fc.oneof(
        { weight: 9, arbitrary: fc.constant(null) },
        fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'),
      ),
      body,
      headers: fc.dictionary(
        fc.constantFrom(
          'accept',
          'accept-language',
          'if-none-match',
          'range',
          'idempotency-key',
          'last-event-id',
          'x-http-method-override',
          'traceparent',
        ),
        fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
        { maxKeys: 2 },
      ),
    })
    .map(({ route, values, query, otherMethod, body: [type, said], headers }) => {
      const [method, pattern] = route.split(' ') as [string, string];
      const path = pattern.replaceAll(/\{[^}]*\}|\*\w*|:\w+/g, () => spelt(values.shift() ?? UUID));
      const asked = otherMethod ?? method;
      const hasBody = asked !== 'GET' && asked !== 'HEAD';
      return {
        method: asked,
        path: query.length === 0 ? path : `${path}?${formOf(query)}`,
        headers: { ...headers, ...(hasBody ? { 'content-type': type } : {}) },
        body: hasBody ? said : null,
      };
    });
}

/** Sent as it is, over a connection of its own. An answer that has no end is left. */
export function sent(url: string, { method, path, headers, body }: AnyRequest): Promise<AnyAnswer> {
  const { hostname, port } = new URL(url);
  const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path, headers: { ...headers, ...length } });
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => void read(incoming).then(resolve, reject));
    outgoing.end(body ?? undefined);
  });
}

async function read(incoming: IncomingMessage): Promise<AnyAnswer> {
  const { statusCode: status = 0, headers } = incoming;
  const type = headers['content-type'] ?? '';
  if (type.includes('event-stream')) {
    incoming.destroy();
    return { status, isJson: false, text: '' };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return { status, isJson: type.includes('json'), text: Buffer.concat(chunks).toString() };
}

/** Why this is no answer that the documents know; null if it is one. */
export function unregistered(
  { method }: AnyRequest,
  { status, isJson, text: said }: AnyAnswer,
): string | null {
  if (status < 400) return null;
  if (status >= 500 && status !== 503) return `${status} ${said.slice(0, 200)}`;
  if (method === 'HEAD') return null;
  if (!isJson) return `${status} without a problem: ${said.slice(0, 200)}`;
  const { code, error } = JSON.parse(said) as { code?: ErrorCode; error?: unknown };
  // RFC 6749 section 5.2: the token endpoints speak OAuth.
  if (typeof error === 'string' && /^[a-z_]+$/.test(error)) return null;
  if (code === undefined || !Object.hasOwn(ERRORS, code))
    return `${status} of no registered code: ${said.slice(0, 200)}`;
  return ERRORS[code].http === status ? null : `${code} is ${ERRORS[code].http}, and was answered ${status}`;
}

const formOf = (entries: readonly (readonly [string, string])[]): string =>
  new URLSearchParams(entries.map(([name, one]): [string, string] => [name, wellFormed(one)])).toString();

/** As it is, where a request line may hold it: a percent sign by itself too. */
const spelt = (one: string): string =>
  /^[\x21-\x7e]+$/.test(one) && !/[/?#]/.test(one) ? one : encodeURIComponent(wellFormed(one));

const wellFormed = (one: string): string => Buffer.from(one).toString();
