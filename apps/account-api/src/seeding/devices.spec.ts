import { newKeyPair } from '#libs/service-runtime';
import { CannotSeed, readArguments } from './arguments.js';
import { devicesIn } from './devices.js';

const aLine = (more: object = {}): string => {
  const { x, y } = newKeyPair().publicKey.export({ format: 'jwk' });
  return JSON.stringify({
    x,
    y,
    kind: 'tv',
    model: 'Model One',
    name: 'Living room',
    appVersion: '1',
    ...more,
  });
};

describe('a file of keys to seed', () => {
  it('is read a device a line, empty lines passed over', () => {
    const devices = devicesIn(`${aLine()}\n\n${aLine({ kind: 'phone' })}\n`);
    expect(devices.map(({ kind }) => kind)).toEqual(['tv', 'phone']);
    expect(new Set(devices.map(({ jkt }) => jkt)).size).toBe(2);
  });

  it('gives the thumbprint of RFC 7638', () => {
    // The key of RFC 7517 appendix A.1; its thumbprint by another program.
    const line = aLine({
      x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
      y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
    });
    expect(devicesIn(line)[0]?.jkt).toBe('cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s');
  });

  it.each([
    ['no JSON', '{'],
    ['no object', 'null'],
    ['a point that is not on the curve', aLine({ x: 'AA', y: 'AA' })],
    ['a kind there is not', aLine({ kind: 'browser' })],
    ['a name that deceives the eye', aLine({ name: 'a\u202eb' })],
    ['a version that is none', aLine({ appVersion: '' })],
  ])('is refused for a line that holds %s', (_, line) => {
    expect(() => devicesIn(`${aLine()}\n${line}`)).toThrow(/^Line 2 of the keys holds no device/);
  });

  it('is refused when it holds a key twice: one key is one device', () => {
    const line = aLine();
    expect(() => devicesIn(`${line}\n${line}`)).toThrow(
      /^Line 2 of the keys holds a key that a line before has/,
    );
  });

  it('is refused when it holds nothing', () => {
    expect(() => devicesIn('\n')).toThrow(CannotSeed);
  });
});

describe('the seeding command', () => {
  const given = ['--accounts', '2', '--sessions-an-account', '3', '--keys', 'k', '--out', 'o'];

  it('reads what it is to make', () => {
    expect(readArguments(given)).toEqual({ accounts: 2, sessionsAnAccount: 3, keys: 'k', out: 'o' });
  });

  it.each([
    ['no number', ['--accounts', 'many']],
    ['half an account', ['--accounts', '1.5']],
    ['no account', ['--accounts', '0']],
    ['an option there is not', ['--force']],
    ['no file', ['--out', '']],
  ])('is told what is wrong with %s', (_, more) => {
    expect(() => readArguments([...given, ...more])).toThrow(CannotSeed);
  });
});
