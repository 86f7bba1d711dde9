import { spawnSync } from 'node:child_process';
import { filesLimit } from '#libs/service-runtime';
import { placesWithin } from './places.js';

describe('the places of a gateway', () => {
  it('are what it is told, and no more than the files it may open', () => {
    expect(placesWithin(50_000, 1_048_576)).toBe(50_000);
    expect(placesWithin(50_000, 20_000)).toBe(19_744);
    expect(placesWithin(50_000, null)).toBe(50_000);
    expect(placesWithin(10, 20_000)).toBe(10);
  });

  it('are none where there are files for the gateway alone, and it says what to raise', () => {
    expect(placesWithin(50_000, 257)).toBe(1);
    expect(() => placesWithin(50_000, 256)).toThrow('may open 256 files (ulimit -n)');
  });

  it('are read from this process', () => {
    const { stdout } = spawnSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' });
    const hard = stdout.trim() === 'unlimited' ? null : Number(stdout);
    expect(filesLimit()).toBe(hard);
  });

  it('are fewer than asked for where files do not suffice, which is said before anything is begun', () => {
    const { stdout, stderr } = spawnSync(
      'sh',
      ['-c', 'ulimit -n 600 && exec "$0" dist/apps/push-gateway/src/main.js', process.execPath],
      {
        encoding: 'utf8',
        env: {
          PATH: process.env['PATH'],
          KAFKA_BROKERS: '127.0.0.1:1',
          SIGNOFF_ISSUER: 'https://localhost:1',
          SIGNOFF_KEYS_DIR: '/nowhere',
          SIGNOFF_INTERNAL_URL: 'http://127.0.0.1:1',
          SIGNOFF_GATEWAY_PUBLIC_URLS: 'wss://localhost:1/devices',
        },
      },
    );
    const [first = ''] = `${stdout}${stderr}`.split('\n');
    expect(first).toContain('raise the limit of open files');
    expect(JSON.parse(first)).toMatchObject({ maxConnections: 344, asked: 50_000, files: 600 });
  });
});
