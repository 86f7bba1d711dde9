import type { Code, DeviceEvent } from '#libs/device-client';
import { renderUnicodeCompact } from 'uqr';

/** What stands on the screen, folded from events: no terminal, no clock. */
export interface Picture {
  readonly line: string;
  readonly code: Code | null;
  readonly account: boolean;
  readonly online: boolean;
  readonly wiped: readonly string[];
  readonly receipt: 'none' | 'sending' | 'stored';
}

export const FIRST_PICTURE: Picture = {
  line: 'Starting…',
  code: null,
  account: false,
  online: false,
  wiped: [],
  receipt: 'none',
};

const WHY: Readonly<Record<Extract<DeviceEvent, { type: 'enrolment-screen' }>['because'], string>> = {
  new: 'Not linked to an account.',
  expired: 'That code has expired.',
  denied: 'Somebody chose not to link this device.',
  over: 'This device is not linked any more.',
  'signed-out': 'Signed out.',
  unavailable: 'The service cannot be reached.',
};

export function next(picture: Picture, event: DeviceEvent): Picture {
  switch (event.type) {
    case 'enrolment-screen':
      return { ...picture, line: WHY[event.because], code: null, account: false, online: false };
    case 'user-code':
      return { ...FIRST_PICTURE, line: 'Link this device', code: event.code };
    case 'linked':
      return { ...FIRST_PICTURE, line: 'Linked.', account: true };
    case 'online':
      return { ...picture, line: 'Signed in, and listening.', online: true };
    case 'offline':
      return { ...picture, line: 'Reaching the service…', online: false };
    case 'stopped-playing':
      return { ...picture, line: 'Stopped. Asking whether this session is still good…' };
    case 'signed-out':
      return {
        ...picture,
        account: false,
        wiped: event.wiped,
        receipt: event.jti === null ? 'none' : 'sending',
      };
    case 'receipt-stored':
      return { ...picture, receipt: 'stored' };
    case 'event-refused':
      return { ...picture, line: 'A sign-out that the service did not sign was ignored.' };
    default:
      return forgotten(event);
  }
}

/** The lines to show. `keys` = somebody can press one. */
export function draw(picture: Picture, title: string, keys: boolean): string {
  const { line, code, account, wiped, receipt } = picture;
  const parts = [bold(title), '', line];
  if (code !== null) parts.push('', ...linking(code));
  if (wiped.length > 0)
    parts.push('', ...wiped.map((name) => `  ${green('✓')} ${name.replace('-', ' ')} deleted`));
  if (receipt === 'sending') parts.push('', '  Sending the receipt…');
  if (receipt === 'stored') parts.push('', `  ${green('✓')} The service has this device’s receipt.`);
  const presses = account
    ? 'o  sign out here    q  quit'
    : code === null
      ? 'any key  show a code    q  quit'
      : 'q  quit';
  if (keys) parts.push('', dim(presses));
  return parts.map((part) => `  ${part}`).join('\n');
}

function linking({ userCode, verificationUri, verificationUriComplete }: Code): string[] {
  const qr = renderUnicodeCompact(verificationUriComplete ?? verificationUri, { border: 1 });
  return [
    `Open ${bold(verificationUri)}`,
    `and enter  ${bold(userCode)}`,
    '',
    ...qr.split('\n').map(onBlack),
  ];
}

// A camera needs dark on light, whatever the terminal's own colours are.
const onBlack = (text: string): string => `\u001b[97;40m${text}\u001b[39;49m`;
const bold = (text: string): string => `\u001b[1m${text}\u001b[22m`;
const dim = (text: string): string => `\u001b[2m${text}\u001b[22m`;
const green = (text: string): string => `\u001b[32m${text}\u001b[39m`;

function forgotten(event: never): never {
  throw new Error(`no picture of ${JSON.stringify(event)}`);
}
