import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { WirePlayer } from '#libs/resource-server/testing';
import { aStack, type Stack } from '../support/stack/a-stack.js';
import { enrolled } from '../support/stack/enrolled.js';
import { freePorts } from '../support/stack/free-ports.js';
import { Person } from '../support/stack/person.js';

const PAGE = readFileSync('docs/protect-your-own-service.md', 'utf8');

describe('the page “protect your own service”', () => {
  it.each([
    'test/e2e/protected/express-service.ts',
    'test/e2e/protected/fastify-service.ts',
    'apps/playback-api/src/profiles/profiles.controller.ts',
  ])('shows %s as it is', (file) => {
    expect(PAGE).toContain(`\`\`\`ts\n${readFileSync(file, 'utf8')}\`\`\``);
  });

  it.each(['express', 'fastify'])('shows a service of %s in at most forty lines', (name) => {
    const lines = readFileSync(`test/e2e/protected/${name}-service.ts`, 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(40);
  });
});

describe('a service of one’s own', () => {
  let stack: Stack;
  let person: Person;

  beforeAll(async () => {
    stack = await aStack({ name: 'protect-your-own-service' });
    person = await Person.signedUp(stack.accountUrl);
  });
  afterAll(async () => {
    person?.close();
    await stack?.close();
  });

  it.each(['express', 'fastify'])(
    'with %s serves who is signed in, and refuses from *blocked* on who was signed out',
    async (name) => {
      const [port] = (await freePorts(1)) as [number];
      const service = start(name, port, stack);
      try {
        await says(service, 'ready');
        const [tv, phone] = (await enrolled(stack, person, 2)).map((device) => ({
          sid: device.sid,
          player: new WirePlayer(`http://localhost:${port}`, device),
        })) as [Guest, Guest];
        const served = await tv.player.ask('GET', '/recipes');
        expect(served.json).toMatchObject({ account: person.sub, shownOn: 'tv' });
        const { id } = await person.revokeSession(tv.sid);
        // The gateway and this service.
        expect((await person.blocked(id)).points).toBe(2);
        const refused = await tv.player.ask('GET', '/recipes');
        expect([refused.status, refused.json['code'], refused.json['device']]).toEqual([
          401,
          'session_revoked',
          'stop',
        ]);
        expect((await phone.player.ask('GET', '/recipes')).status).toBe(200);
        for (const { player } of [tv, phone]) player.close();
        const ended = once(service, 'exit');
        service.kill('SIGTERM');
        expect((await ended)[0]).toBe(0);
      } finally {
        service.kill('SIGKILL');
      }
    },
  );
});

interface Guest {
  readonly sid: string;
  readonly player: WirePlayer;
}

function start(name: string, port: number, { issuer, keys, room, accountApis }: Stack): ChildProcess {
  return fork(`dist/test/e2e/protected/${name}-service.js`, {
    env: {
      ...process.env,
      PORT: String(port),
      SIGNOFF_ISSUER: issuer,
      SIGNOFF_CA_FILE: keys.caFile,
      SIGNOFF_KEYS_DIR: keys.folder,
      SIGNOFF_INTERNAL_URL: `http://127.0.0.1:${accountApis[0]!.internal}`,
      KAFKA_BROKERS: room.brokers,
      SIGNOFF_TOPIC_PREFIX: room.prefix,
    },
    execArgv: ['--import', './test/support/stack/die-with-parent.mjs'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
}

function says(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready: ${text}`)));
    child.stdout?.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.split('\n').includes(word)) resolve();
    });
  });
}
