import { createServer, type AddressInfo } from 'node:net';
import { CannotStart, wordsFor } from '../cannot-start.js';
import { readArguments } from './arguments.js';
import { checkDisk, isFull } from './check-disk.js';
import { checkPorts } from './check-ports.js';
import { portsOf } from './layout.js';

describe('npm start says what is amiss, and what to do', () => {
  it('when a port is in use: which, what for, by whom, and how to use others', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const error = await checkPorts([['account pages', port]]).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(CannotStart);
      expect((error as Error).message).toMatch(new RegExp(`^Port ${port} \\(account pages\\) is in use`));
      expect((error as Error).message).toContain('--port-offset');
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    await checkPorts([['account pages', port]]);
  });

  it('when the disk is nearly full, before anything is begun', async () => {
    await expect(checkDisk('/data', async () => 10 * 1024 * 1024)).rejects.toThrow(
      /10 MiB are left for \/data/,
    );
    await checkDisk('/data', async () => 10 * 1024 ** 3);
    expect(await isFull('/data', async () => 0)).toBe(true);
    expect(await isFull('/data', async () => 10 * 1024 ** 3)).toBe(false);
  });

  it('when the disk fills up in the middle, whoever met it', () => {
    const ofOurs = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const ofKafka = new CannotStart('Kafka ended.\njava.io.IOException: No space left on device');
    const ofPostgres = new CannotStart('ended.\nPANIC: could not write to file: No space left on device');
    for (const error of [ofOurs, ofKafka, ofPostgres])
      expect(wordsFor(error)).toMatch(/^The disk is full.*Make room/);
  });

  it('when the database is of a newer release, or a folder is somebody else’s', () => {
    const newer = Object.assign(new Error('migrations this release does not know'), {
      name: 'DatabaseNewerError',
    });
    expect(wordsFor(newer)).toMatch(/does not know[^]*Nothing was changed/);
    const foreign = Object.assign(new Error('EACCES'), { code: 'EACCES', path: '/x/.signoff' });
    expect(wordsFor(foreign)).toContain('/x/.signoff cannot be written');
  });

  it('and a fault of its own is not dressed up as one of theirs', () => {
    expect(wordsFor(new TypeError('x is not a function'))).toBeNull();
  });

  it('when an option is misspelt or out of range', () => {
    expect(() => readArguments(['--tuor'], {})).toThrow(/--tuor[^]*usage/);
    expect(() => readArguments(['--gateways', '99'], {})).toThrow(/SIGNOFF_GATEWAYS must be/);
    expect(() => readArguments([], { SIGNOFF_SERVICES: 'podman' })).toThrow(/auto, docker or embedded/);
  });

  it('options win over the environment', () => {
    const env = { SIGNOFF_PORT_OFFSET: '100', DATABASE_URL: '' };
    const read = readArguments(['--port-offset', '7', '--tour'], env);
    expect(read).toMatchObject({
      tour: true,
      config: { portOffset: 7, databaseUrl: null, kafkaBrokers: null },
    });
  });

  it('no two ports of one installation are the same, with eight gateways, and none at the next offset', () => {
    const all = (offset: number): number[] => {
      const { gateways, playback, ...rest } = portsOf(offset, 8);
      return [
        ...Object.values(rest),
        ...[...gateways, playback].flatMap(({ tls, plain, internal }) => [tls, plain, internal]),
      ];
    };
    const ports = [...all(0), ...all(1_000)];
    expect(new Set(ports).size).toBe(ports.length);
  });
});
