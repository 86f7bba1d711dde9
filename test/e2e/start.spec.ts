import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:net';
import { isRunning, type ProcessIdentity } from '../../infra/processes/identity.js';
import { isFree } from '../../infra/services/ports.js';
import { portsOf } from '../../infra/start/layout.js';
import { until } from '../support/account-api/until.js';
import { aRoom, type Room } from '../support/stack/room.js';
import { startedBy, StartProgram } from '../support/stack/start-program.js';

const UP_WITHIN_MS = 120_000;

/** `npm start` as people run it, but with data and ports of a test's own. */
describe('npm start', () => {
  let dataDir: string;
  let offset: number;
  const programs: StartProgram[] = [];
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'signoff-start-'));
    offset = await freeOffset();
  });
  afterEach(async () => {
    for (const program of programs.splice(0)) await program.end();
    for (const pid of startedBy(dataDir)) process.kill(pid, 'SIGKILL');
    // It knows what lies outside of the folder, too.
    await reset().exited;
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = (env: NodeJS.ProcessEnv, ...args: string[]): StartProgram => {
    const program = new StartProgram('infra/start.mjs', ['--port-offset', String(offset), ...args], {
      SIGNOFF_DATA_DIR: dataDir,
      ...env,
    });
    programs.push(program);
    return program;
  };
  const reset = (): StartProgram => new StartProgram('infra/reset.mjs', [], { SIGNOFF_DATA_DIR: dataDir });
  const kept = (): { demo: { email: string }; accountUrl: string; issuer: string } =>
    JSON.parse(readFileSync(join(dataDir, 'run.json'), 'utf8')) as never;
  const ledger = (): (ProcessIdentity & { name: string })[] =>
    JSON.parse(readFileSync(join(dataDir, 'processes.json'), 'utf8')) as never;
  const nothingRuns = (): Promise<boolean> =>
    until('no process of this start is left', () => startedBy(dataDir).length === 0);
  const sessionOf = (device: string): string => {
    const record = readFileSync(join(dataDir, 'devices', device, 'device.json'), 'utf8');
    return (JSON.parse(record) as { grant: { session: { sid: string } } }).grant.session.sid;
  };

  describe('with PostgreSQL and Kafka of its own', () => {
    const embedded = { SIGNOFF_SERVICES: 'embedded', DATABASE_URL: '', KAFKA_BROKERS: '' };

    it(
      'keeps everything across a stop and a kill, ends what the kill left, and refuses a second start meanwhile',
      async () => {
        const first = start(embedded, '--terminal');
        await first.says(/Stop: Ctrl-C/, UP_WITHIN_MS);
        const { demo, accountUrl, issuer } = kept();
        expect([accountUrl, issuer]).toEqual([
          `http://localhost:${7080 + offset}`,
          `https://localhost:${7443 + offset}`,
        ]);
        expect(first.said).toContain(demo.email);
        const sessions = ['tv', 'phone'].map(sessionOf);

        const second = start(embedded);
        expect(await second.exited).toBe(1);
        expect(second.said).toContain(`Signoff runs here already (process ${first.pid}): ${accountUrl}`);
        const clearing = reset();
        expect(await clearing.exited).toBe(1);
        expect(clearing.said).toContain('Stop it with Ctrl-C');

        const left = ledger();
        expect(left.map(({ name }) => name).sort()).toEqual(
          [
            'Kafka',
            'Living room TV',
            'My phone',
            'PostgreSQL',
            'account-api',
            'pages',
            'playback-api',
            'push-gateway',
          ].sort(),
        );
        first.kill('SIGKILL');
        await first.exited;
        expect(left.filter(isRunning).map(({ name }) => name)).toEqual(
          expect.arrayContaining(['PostgreSQL', 'Kafka', 'account-api', 'push-gateway', 'playback-api']),
        );

        const third = start(embedded, '--terminal');
        await third.says(/Stop: Ctrl-C/, UP_WITHIN_MS);
        expect(third.said).toMatch(/The last start was killed. Ended what it had left: .*PostgreSQL/);
        expect(left.filter(isRunning)).toEqual([]);
        expect(kept().demo).toEqual(demo);
        expect(['tv', 'phone'].map(sessionOf)).toEqual(sessions);

        third.kill('SIGINT');
        expect(await third.exited).toBe(0);
        await nothingRuns();
        expect(existsSync(join(dataDir, 'run.json'))).toBe(false);

        const cleared = reset();
        expect(await cleared.exited).toBe(0);
        expect(existsSync(dataDir)).toBe(false);
      },
      4 * UP_WITHIN_MS,
    );
  });

  describe('with the servers of the environment', () => {
    let room: Room;
    let environment: NodeJS.ProcessEnv;
    beforeEach(async () => {
      room = await aRoom();
      environment = {
        DATABASE_URL: room.databaseUrl,
        KAFKA_BROKERS: room.brokers,
        SIGNOFF_TOPIC_PREFIX: room.prefix,
      };
    });
    afterEach(async () => {
      for (const program of programs.splice(0)) await program.end();
      await room.clear();
    });

    it(
      '--tour links, lists, signs out one and then all, shows both clocks, and leaves nothing running',
      async () => {
        const tour = start(environment, '--tour');
        expect([await tour.exited, tour.said]).toEqual([0, expect.any(String)]);
        expect(tour.said).toMatch(/PostgreSQL: DATABASE_URL, /);
        expect(tour.said).toMatch(/Living room TV showed [A-Z]{4}-[A-Z]{4}; approved; it is online/);
        expect(tour.said).toMatch(/Blocked \d+ ms after it was pressed/);
        expect(tour.said).toMatch(/Living room TV: the TV reports it is wiped, \d+ ms/);
        expect(tour.said).toMatch(/The phone goes on: its ping came back in \d+ ms/);
        expect(tour.said).toMatch(/My phone: the phone reports it is wiped, \d+ ms/);
        await nothingRuns();
        expect(readdirSync(dataDir).filter((name) => name.startsWith('tour-'))).toEqual([]);
      },
      UP_WITHIN_MS,
    );

    it(
      'prints the address of the stage, says which process ended by itself and where its log is, stops the rest, and exits 1',
      async () => {
        const program = start(environment);
        await program.says(/Stop: Ctrl-C/, UP_WITHIN_MS);
        const stage = `http://localhost:${7083 + offset}/stage/`;
        expect(program.said).toContain(stage);
        expect((await fetch(stage)).status).toBe(200);
        const gateway = ledger().find(({ name }) => name === 'push-gateway');
        process.kill(gateway!.pid, 'SIGKILL');
        expect(await program.exited).toBe(1);
        expect(program.said).toContain('push-gateway ended by itself (SIGKILL)');
        expect(program.said).toContain(join(dataDir, 'logs', 'push-gateway.log'));
        await nothingRuns();
      },
      UP_WITHIN_MS,
    );

    it(
      'ends with Ctrl-C in the middle of starting, too, with nothing left',
      async () => {
        const program = start(environment);
        await until(
          'a server is being started',
          () => existsSync(join(dataDir, 'processes.json')),
          UP_WITHIN_MS,
        );
        program.kill('SIGINT');
        expect(await program.exited).toBe(0);
        await nothingRuns();
      },
      UP_WITHIN_MS,
    );

    it(
      'refuses a database that a newer release has migrated, and changes nothing in it',
      async () => {
        await room.query('CREATE TABLE schema_migrations (id serial, timestamp bigint, name text)');
        await room.query(`INSERT INTO schema_migrations (timestamp, name) VALUES (9999999999999, 'Future1')`);
        const program = start(environment);
        expect(await program.exited).toBe(1);
        expect(program.said).toMatch(/Future1[^]*Start the newer release[^]*Nothing was changed/);
        const tables = `SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'`;
        expect(await room.query(tables)).toEqual([{ n: 1 }]);
        await nothingRuns();
      },
      UP_WITHIN_MS,
    );

    it(
      'names the port that is in use, before anything is started',
      async () => {
        const taken = await listeningOn(7080 + offset);
        try {
          const program = start(environment);
          expect(await program.exited).toBe(1);
          expect(program.said).toContain(`Port ${7080 + offset} (account pages) is in use`);
          expect(program.said).toContain('--port-offset');
          expect(existsSync(join(dataDir, 'keys'))).toBe(false);
        } finally {
          await new Promise((resolve) => taken.close(resolve));
        }
      },
      UP_WITHIN_MS,
    );

    it(
      'does not take other servers in place of those that are set and do not answer',
      async () => {
        const [port] = [7080 + offset];
        const program = start({ ...environment, DATABASE_URL: `postgres://u:secret@127.0.0.1:${port}/none` });
        expect(await program.exited).toBe(1);
        expect(program.said).toMatch(/DATABASE_URL is set, but that database does not answer/);
        expect(program.said).not.toContain('secret');
      },
      UP_WITHIN_MS,
    );
  });
});

/** One at which every port of an installation is free. */
async function freeOffset(): Promise<number> {
  for (;;) {
    const offset = 1_000 + Math.floor(Math.random() * 24_000);
    const { gateways, playback, ...rest } = portsOf(offset, 1);
    const ports = [
      ...Object.values(rest),
      ...[...gateways, playback].flatMap(({ tls, plain, internal }) => [tls, plain, internal]),
    ];
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return offset;
  }
}

function listeningOn(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}
