import { readArguments, USAGE } from './arguments.js';
import { CannotRun } from './cannot-run.js';
import { SCENARIOS } from './scenarios/names.js';

const given = ['--scenario', 'single', '--devices', '200'];

describe('what a fleet is asked for', () => {
  it('is a scenario and a number of devices', () => {
    expect(readArguments(given)).toMatchObject({
      scenario: 'single',
      devices: 200,
      tls: false,
      target: null,
    });
  });

  it('names every scenario there is to whoever asks for help', () => {
    expect(readArguments(['--help'])).toBe('help');
    for (const name of Object.keys(SCENARIOS)) expect(USAGE).toContain(name);
  });

  it.each([
    ['no scenario', ['--devices', '5'], '--scenario is missing'],
    [
      'a scenario there is not',
      ['--scenario', 'constructor', '--devices', '5'],
      'There is no scenario constructor',
    ],
    ['no number of devices', ['--scenario', 'single'], '--devices is missing'],
    ['a number that is none', [...given, '--devices', 'ten'], '"ten"'],
    ['half a device', [...given, '--devices', '1.5'], 'a whole number from 1'],
    ['no device', [...given, '--devices', '0'], 'a whole number from 1'],
    ['a number in another notation', [...given, '--devices', '1e3'], 'a whole number from 1'],
    ['an option there is not', [...given, '--force'], '--force'],
    [
      'a target that is no URL',
      [...given, '--target', 'nowhere', '--approvers', 'f'],
      '--target must be the URL',
    ],
    ['a target without approvers', [...given, '--target', 'https://id.example'], '--approvers FILE'],
    [
      'to restart gateways elsewhere',
      [
        '--scenario',
        'rolling-deploy',
        '--devices',
        '5',
        '--target',
        'https://id.example',
        '--approvers',
        'f',
      ],
      'rolling-deploy restarts gateways',
    ],
  ])('is refused in words: %s', (_, argv, words) => {
    const read = (): unknown => readArguments(argv);
    expect(read).toThrow(CannotRun);
    expect(read).toThrow(words);
  });
});
