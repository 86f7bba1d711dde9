import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { KAFKA_IMAGE, POSTGRES_IMAGE } from '../services/docker/images.js';

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image: string;
        readonly build?: { readonly dockerfile: string };
        readonly ports?: readonly string[];
        readonly command?: readonly string[];
        readonly depends_on?: Readonly<Record<string, object>>;
        readonly volumes?: readonly string[];
      }
    >
  >;
  readonly volumes: Readonly<Record<string, null>>;
}

describe('docker-compose.yml', () => {
  const { services, volumes } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as Compose;

  it('brings up PostgreSQL, Kafka and every server, from images the tests use as well', () => {
    const servers = readdirSync('apps').filter((app) => existsSync(join('apps', app, 'src/main.ts')));
    expect(servers).toEqual(expect.arrayContaining(['account-api', 'push-gateway']));
    // A second gateway shows what devices do when one is gone.
    const all = [...servers, 'push-gateway-2', 'kafka', 'keys', 'postgres'];
    expect(Object.keys(services).sort()).toEqual(all.sort());
    expect([services['postgres']?.image, services['kafka']?.image]).toEqual([POSTGRES_IMAGE, KAFKA_IMAGE]);
    for (const server of servers) expect(existsSync(services[server]?.build?.dockerfile ?? '')).toBe(true);
  });

  it('publishes nothing beyond this machine', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(4);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('names only services, volumes and programs that there are', () => {
    for (const service of Object.values(services)) {
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(service.depends_on ?? {})));
      const mounted = (service.volumes ?? []).map((volume) => volume.split(':')[0]);
      expect(Object.keys(volumes)).toEqual(expect.arrayContaining(mounted));
      const [program, ...words] = service.command ?? [];
      if (program === 'node') {
        const script = words.find((word) => !word.startsWith('--'));
        const source = script?.replace(/^dist\//, '').replace(/\.js$/, '.ts') ?? '';
        expect([source, existsSync(source)]).toEqual([source, true]);
      }
    }
  });
});

describe('nest-cli.json', () => {
  it('names every project, and none that is not there', () => {
    const { projects } = JSON.parse(readFileSync('nest-cli.json', 'utf8')) as {
      projects: Record<string, { root: string; sourceRoot: string; entryFile: string }>;
    };
    const onDisk = ['apps', 'libs', 'simulators'].flatMap((folder) =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => join(folder, name)),
    );
    expect(
      Object.values(projects)
        .map(({ root }) => root)
        .sort(),
    ).toEqual(onDisk.sort());
    for (const { sourceRoot, entryFile } of Object.values(projects)) {
      const entries = ['.ts', '.tsx'].map((ending) => existsSync(join(sourceRoot, entryFile + ending)));
      expect([sourceRoot, entries.includes(true)]).toEqual([sourceRoot, true]);
    }
  });
});
