import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Device, DeviceEvent } from '#libs/device-client';

/** One JSON object a line, for scripts and tests. */
export function jsonLineOf(event: DeviceEvent): object {
  switch (event.type) {
    case 'user-code': {
      const { userCode, verificationUri, verificationUriComplete, expiresInS } = event.code;
      return { event: event.type, userCode, verificationUri, verificationUriComplete, expiresInS };
    }
    default: {
      const { type, ...rest } = event;
      return { event: type, ...rest };
    }
  }
}

/** Does what each line says; an unknown one is answered, never passed over in silence. */
export function obeyLines(device: Device, input: Readable, output: Writable, quit: () => void): void {
  const say = (line: object): void => void output.write(`${JSON.stringify(line)}\n`);
  createInterface({ input }).on('line', (line) => {
    switch (line.trim()) {
      case '':
        return;
      case 'link':
        return void device.link();
      case 'sign-out':
        return void device.signOutHere();
      case 'ping':
        return void device.ping().then(
          () => say({ event: 'pong' }),
          (error: Error) => say({ event: 'no-pong', because: error.message }),
        );
      case 'quit':
        return quit();
      default:
        return say({ event: 'unknown-command', line });
    }
  });
}
