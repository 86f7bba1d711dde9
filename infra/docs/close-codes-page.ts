import { CLOSE, deviceAction, type CloseName } from '#libs/push-protocol';
import { code, table } from './markdown.js';
import { wholePage } from './page.js';

const ACTIONS = {
  retry: 'come back with backoff',
  renew: 'renew the token, then come back',
  stop: 'stop playing, ask the token endpoint',
};

export const closeCodeTable = (): string =>
  table(
    ['code', 'name', 'reason', 'the device'],
    (Object.keys(CLOSE) as CloseName[]).map((name) => [
      code(CLOSE[name].code),
      code(name),
      CLOSE[name].reason,
      ACTIONS[deviceAction(CLOSE[name].code)],
    ]),
  );

/** docs/close-codes.md: every way a gateway ends a connection. */
export const closeCodesPage = wholePage(
  'docs/close-codes.md',
  () => `# Close codes

The band of the number is the instruction. A device that does not know a code obeys its band, so devices in the
field obey codes that are newer than they are.

${table(
  ['band', 'the device'],
  [
    ['4000-4199, and every standard code', 'comes back with full-jitter backoff'],
    ['4200-4299', 'renews its access token first, then comes back'],
    ['4300-4499', 'comes back with full-jitter backoff'],
    ['4500-4999', 'stops playing, keeps its tokens, asks the token endpoint'],
  ],
)}

No close code ever wipes anything. Only a verified security event does.

${closeCodeTable()}`,
);
