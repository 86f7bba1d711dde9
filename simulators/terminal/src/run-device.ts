import { readFileSync } from 'node:fs';
import { Device, discovery, type DeviceEvent } from '#libs/device-client';
import {
  FileStore,
  FolderTaken,
  nodeClock,
  nodeHttp,
  takeFolder,
  wsDial,
  type TlsTrust,
} from '#libs/device-client/node';
import { AccountFiles } from './account-files.js';
import { readArguments, usage, type DeviceArguments, type DeviceDefaults } from './arguments.js';
import { jsonLineOf, obeyLines } from './json-lines.js';
import { obeyKeys, Screen } from './screen.js';

/** A device as a terminal program: what tv and phone share, which is all but their names. */
export async function runDevice(defaults: DeviceDefaults): Promise<void> {
  const args = argumentsOrExit(defaults);
  const { dataDir, issuer, json, name, model, appVersion } = args;
  const { stdin, stdout } = process;
  await takeFolderOrExit(dataDir);
  const hasKeys = stdin.isTTY && !json;
  const screen = new Screen(`${name} · ${model}`, stdout, hasKeys);
  const store = new FileStore(dataDir);
  const trust = trustOf(args);
  const http = nodeHttp(trust);

  // A script that started the program is somebody being there; after a sign-out it must ask, like a person.
  let mayLink = json;
  const emit = (event: DeviceEvent): void => {
    if (json) stdout.write(`${JSON.stringify(jsonLineOf(event))}\n`);
    else screen.show(event);
    if (event.type === 'enrolment-screen' && mayLink && event.because !== 'signed-out') {
      mayLink = false;
      setImmediate(() => void device.link());
    }
  };

  process.once('unhandledRejection', (error) => {
    // Such as a full disk: the record is as it was, and the next start goes on from there.
    process.stderr.write(`${name} had to stop: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
  const device = await Device.open({
    issuer,
    description: { kind: defaults.kind, model, name, appVersion },
    key: await store.key(),
    store,
    data: new AccountFiles(dataDir),
    endpoints: discovery(issuer, http),
    http,
    dial: wsDial(trust),
    clock: nodeClock(args.clockOffsetMs),
    random: Math.random,
    emit,
  });

  const quit = (): void => {
    device.stop();
    http.close();
    if (hasKeys) stdin.setRawMode(false);
    process.exit(0);
  };
  process.once('SIGTERM', quit);
  process.once('SIGINT', quit);
  if (json) obeyLines(device, stdin, stdout, quit);
  else if (hasKeys) obeyKeys(device, stdin, quit);
  await device.start();
}

/** Two programs with one key would be one device in two minds: each would take the other's record for its own. */
async function takeFolderOrExit(dataDir: string): Promise<void> {
  try {
    await takeFolder(dataDir);
  } catch (error) {
    if (!(error instanceof FolderTaken)) throw error;
    process.stderr.write(`${error.message}. Stop it, or choose another --data-dir.\n`);
    process.exit(1);
  }
}

function argumentsOrExit(defaults: DeviceDefaults): DeviceArguments {
  try {
    const args = readArguments(process.argv.slice(2), process.env, defaults);
    if (args !== 'help') return args;
    process.stdout.write(`${usage(defaults.kind)}\n`);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage(defaults.kind)}\n`);
    process.exit(2);
  }
}

function trustOf({ caFile }: DeviceArguments): TlsTrust {
  return caFile === null ? {} : { ca: readFileSync(caFile, 'utf8') };
}
