import { ERRORS, problemOf, SignoffError, type ErrorCode, type ErrorEntry } from '#libs/errors';
import { CLOSE } from '#libs/push-protocol';
import { code, json, table } from './markdown.js';
import { wholePage } from './page.js';

const entries = Object.entries(ERRORS) as [ErrorCode, ErrorEntry][];

export const errorRow = ([name, { http, close, device, message }]: [
  string,
  ErrorEntry,
]): readonly string[] => [
  code(name),
  String(http),
  close === undefined ? '' : `${code(CLOSE[close].code)} ${code(close)}`,
  device,
  message,
];

/** The errors that a device can meet on the socket too. */
export const socketErrors = (): string =>
  table(
    ['code', 'HTTP', 'close', 'the device', 'message'],
    entries.filter(([, { close }]) => close !== undefined).map(errorRow),
  );

/** docs/errors.md: the closed registry. */
export const errorsPage = wholePage(
  'docs/errors.md',
  () => `# Errors

Every error that leaves a Signoff process over HTTP is problem details (RFC 9457), \`application/problem+json\`.
\`code\` is stable: decide by it, never by the text. \`device\` says what a device does next:

- **retry**: come back with backoff; nothing else changes.
- **renew**: get a new access token, then come back.
- **stop**: stop playing, keep the tokens, and ask the token endpoint. It alone knows whether the session is over.

The OAuth endpoints answer in the form of their RFC instead (\`error\`, \`error_description\`); docs/protocol.md
lists those.

${json(problemOf(new SignoffError('token_expired')))}

${table(['code', 'HTTP', 'close', 'the device', 'message'], entries.map(errorRow))}`,
);
