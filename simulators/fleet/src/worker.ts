/** A process of the fleet. Started by Fleet, ends with it. */
import { nodeClock, nodeHttp, wsDial, type TlsTrust } from '#libs/device-client/node';
import { startFleetDevice } from './fleet-device.js';
import type { FromWorker, ToWorker, WorkerOptions } from './messages.js';

/** Ports of one address pair run out; a local address takes so many devices. */
const DEVICES_AN_ADDRESS = 2_000;

const tell = (message: FromWorker): void => {
  process.send?.(message);
};

async function begin(options: WorkerOptions): Promise<void> {
  const clock = nodeClock();
  let next = options.from;
  const trust = (device: number): TlsTrust => ({
    ...(options.ca === null ? {} : { ca: options.ca }),
    // Linux gives all of 127/8 to loopback; elsewhere one address must do.
    ...(process.platform === 'linux' && device >= DEVICES_AN_ADDRESS
      ? { localAddress: `127.0.0.${1 + Math.floor(device / DEVICES_AN_ADDRESS)}` }
      : {}),
  });
  const http = nodeHttp(trust(0));
  const linkOneAfterAnother = async (): Promise<void> => {
    while (next < options.to) {
      const device = next++;
      const platform = { http, dial: wsDial(trust(device)), clock };
      const { settled } = await startFleetDevice(device, options, platform, tell);
      await settled;
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, linkOneAfterAnother));
}

process.on('message', (message: ToWorker) => {
  if (message.type === 'end') process.exit(0);
  void begin(message.options);
});
process.on('disconnect', () => process.exit(0));
tell({ type: 'awake' });
