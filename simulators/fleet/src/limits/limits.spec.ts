import { CannotRun } from '../cannot-run.js';
import { checkGateways, shapeOf, type Machine } from './limits.js';
import { sourceAddressOf } from './source-address.js';

const aMachine = (more: Partial<Machine> = {}): Machine => ({
  platform: 'linux',
  files: 20_000,
  filesOfAll: 2_000_000,
  ports: 28_232,
  cpus: 2,
  ...more,
});

describe('what a machine allows a fleet', () => {
  it('is as many processes and gateways as its descriptors ask for', () => {
    expect(shapeOf(200, aMachine())).toEqual({ processes: 2, gateways: 1 });
    expect(shapeOf(10_000, aMachine())).toEqual({ processes: 2, gateways: 1 });
    expect(shapeOf(38_000, aMachine())).toEqual({ processes: 2, gateways: 2 });
    expect(shapeOf(100_000, aMachine())).toEqual({ processes: 6, gateways: 6 });
    expect(shapeOf(200, aMachine(), 2).gateways).toBe(2);
  });

  it.each([
    ['gateways have too few descriptors', 200_000, {}, 'At most 152000 would do'],
    ['a process may open next to nothing', 10, { files: 200 }, 'ulimit -n'],
    ['the system may open too few', 100_000, { filesOfAll: 60_000 }, 'At most 30000 would do'],
    [
      'there is one source address',
      20_000,
      { platform: 'darwin', ports: 16_384 } as const,
      'At most 16384 would do',
    ],
    ['addresses have few ports', 5_000, { ports: 1_000 }, 'At most 1000 would do'],
  ])(
    'is said before anything is begun, with the number that would do, where %s',
    (_, devices, more, words) => {
      const shape = (): unknown => shapeOf(devices, aMachine(more));
      expect(shape).toThrow(CannotRun);
      expect(shape).toThrow(words);
      expect(shape).toThrow('nothing was begun');
    },
  );

  it('is what running gateways have left', () => {
    const gateways = [
      { name: 'gateway 1', filesLeft: 3_000 },
      { name: 'gateway 2', filesLeft: 1_500 },
    ];
    expect(() => checkGateways(2_500, gateways)).not.toThrow();
    expect(() => checkGateways(2_501, gateways)).toThrow('gateway 2 has 1500 file descriptors left');
  });

  it('gives two thousand devices one source address, and the next two thousand another', () => {
    expect([0, 1_999, 2_000, 9_999].map((device) => sourceAddressOf(device, 'linux'))).toEqual([
      '',
      '',
      '127.0.0.2',
      '127.0.0.5',
    ]);
    expect(sourceAddressOf(9_999, 'darwin')).toBe('');
  });
});
