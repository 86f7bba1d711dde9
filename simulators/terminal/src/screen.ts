import { emitKeypressEvents } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Device, DeviceEvent } from '#libs/device-client';
import { draw, FIRST_PICTURE, next } from './picture.js';

const CLEAR = '\u001b[2J\u001b[H';

/** A device's screen in a terminal: redrawn where it can be, written line after line where it cannot. */
export class Screen {
  #picture = FIRST_PICTURE;

  constructor(
    private readonly title: string,
    private readonly output: WriteStream,
    private readonly hasKeys: boolean,
  ) {}

  show(event: DeviceEvent): void {
    this.#picture = next(this.#picture, event);
    const text = draw(this.#picture, this.title, this.hasKeys);
    this.output.write(this.output.isTTY ? `${CLEAR}${text}\n` : `${text}\n\n`);
  }
}

/** Keys: any = show a code, o = sign out here, q = quit. */
export function obeyKeys(device: Device, input: ReadStream, quit: () => void): void {
  emitKeypressEvents(input);
  input.setRawMode(true);
  input.on('keypress', (_: string, key: { name?: string; ctrl?: boolean }) => {
    if (key.name === 'q' || (key.ctrl === true && key.name === 'c')) return quit();
    if (device.state === 'enrolment-screen') void device.link();
    else if (key.name === 'o') void device.signOutHere();
  });
}
