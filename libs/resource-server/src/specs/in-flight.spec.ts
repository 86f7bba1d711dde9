import { once, type EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Judgement } from '#libs/enforcement';
import { anAuthority } from '../../../device-client/src/testing/an-authority.js';
import { until } from '../../../device-client/src/testing/until.js';
import { InFlight, type ResponseInFlight } from '../in-flight/in-flight.js';
import { sendRefusal } from '../edges/send-refusal.js';
import {
  aFreePort,
  aGuard,
  aSession,
  SERVICES,
  WirePlayer,
  type TestGuard,
  type TestSession,
} from '../testing/index.js';

/** `once` would reject with the error that comes first. */
const closing = (stream: EventEmitter): Promise<void> =>
  new Promise((resolve) => void stream.once('close', () => resolve()));

interface Opened {
  readonly session: TestSession;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

describe('responses in flight', () => {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  const aWorld = async (inFlight = new InFlight()) => {
    const port = await aFreePort();
    const url = `http://localhost:${port}`;
    const world = aGuard({ origins: [url], inFlight });
    let begun: (response: ServerResponse) => void = () => undefined;
    const service = await SERVICES['node:http']!(world.guard, port, (response) => begun(response));
    closers.push(() => service.close());
    const aPlayer = async (session = aSession()) => {
      const player = new WirePlayer(url, {
        accessToken: await world.issuer.token(session),
        key: session.key,
      });
      player.nonce = world.nonces.next();
      closers.push(() => player.close());
      return player;
    };
    /** A response that has begun, and whose first piece has arrived. */
    const opened = async (session = aSession()): Promise<Opened> => {
      const player = await aPlayer(session);
      const beginning = new Promise<ServerResponse>((resolve) => {
        begun = (response) => {
          response.write('a piece');
          resolve(response);
        };
      });
      const incoming = await player.open('GET', '/long');
      incoming.on('error', () => undefined);
      await once(incoming, 'data');
      return { session, incoming, response: await beginning };
    };
    return Object.assign(world, {
      port,
      url,
      aPlayer,
      opened,
      onBegun: (call: typeof begun) => (begun = call),
    });
  };
  type World = Awaited<ReturnType<typeof aWorld>>;

  const goesOn = async ({ incoming, response }: Opened): Promise<boolean> => {
    const next = Promise.race([
      new Promise<boolean>((resolve) => incoming.once('data', () => resolve(true))),
      closing(incoming).then(() => false),
    ]);
    response.write('another piece');
    return next;
  };

  /** The point says good, and before the guard hears so, the revocation has come and gone. */
  const overtaken = async (world: World): Promise<'begun' | 'ended'> => {
    const session = aSession();
    const player = await world.aPlayer(session);
    const began = new Promise<'begun'>((resolve) => {
      world.onBegun((response) => {
        response.write('a piece of film');
        resolve('begun');
      });
    });
    world.point.check = async (facts): Promise<Judgement> => {
      const judgement = world.point.byIndex(facts);
      await world.point.revoke({ type: 'session', sid: session.sid });
      return judgement;
    };
    const answer = player.open('GET', '/long').then(
      (incoming) => {
        incoming.on('error', () => undefined);
        return incoming.statusCode === 200 ? ('begun' as const) : ('ended' as const);
      },
      () => 'ended' as const,
    );
    const end = await answer;
    return end === 'begun' ? began : end;
  };

  it('do not begin when the revocation comes while the session is judged', async () => {
    expect(await overtaken(await aWorld())).toBe('ended');
  });

  it('are refused in words when they have not begun, so that the device knows what to do', async () => {
    const world = await aWorld();
    const session = aSession();
    const player = await world.aPlayer(session);
    world.point.check = async (): Promise<Judgement> => {
      await world.point.revoke({ type: 'session', sid: session.sid });
      return 'good';
    };
    const { status, json } = await player.once('GET', '/long');
    expect([status, json['code']]).toEqual([401, 'session_revoked']);
  });

  it('would begin if they were registered only once judged, and this test would see it', async () => {
    class LateInFlight extends InFlight {
      override register(...args: Parameters<InFlight['register']>): ResponseInFlight {
        const later = new InFlight().register(...args);
        // After whatever is under way now.
        setImmediate(() => super.register(...args));
        return later;
      }
    }
    expect(await overtaken(await aWorld(new LateInFlight()))).toBe('begun');
  });

  it.each<[string, (sub: string, sid: string, seq: number) => Parameters<TestGuard['point']['revoke']>[0]]>([
    ['an account', (sub, _, cutoff) => ({ type: 'account', sub, cutoff })],
    ['a class', (_, __, cutoff) => ({ type: 'class', cutoff, kinds: ['tv'] })],
  ])('of the sessions up to the cut-off end with %s, and no others', async (_, predicate) => {
    const world = await aWorld();
    const sub = 'ann';
    const before = await world.opened(aSession({ sub, seq: 5 }));
    const after = await world.opened(aSession({ sub, seq: 6 }));
    const phone = await world.opened(aSession({ sub: 'bob', seq: 5, kind: 'phone' }));
    await world.point.revoke(predicate(sub, before.session.sid, 5));
    expect(before.response.socket?.destroyed ?? true).toBe(true);
    expect(await goesOn(after)).toBe(true);
    expect(await goesOn(phone)).toBe(true);
  });

  it('all of one session end, and are let go of when they end by themselves', async () => {
    const world = await aWorld();
    const session = aSession();
    const [one, two] = [await world.opened(session), await world.opened(session)];
    expect(world.inFlight.size).toBe(2);
    one.response.end();
    one.incoming.resume();
    await until('it is let go of', () => world.inFlight.size === 1);
    await world.point.revoke({ type: 'session', sid: session.sid });
    expect([world.inFlight.size, world.inFlight.ended]).toEqual([0, 1]);
    await closing(two.incoming);
  });

  /** A bare end of a connection, which tells a reset from a close that first delivers what is left. */
  const end = (socket: Socket): Promise<'reset' | 'closed'> =>
    new Promise((resolve) => {
      socket.once('error', (error: NodeJS.ErrnoException) =>
        resolve(error.code === 'ECONNRESET' ? 'reset' : 'closed'),
      );
      socket.once('end', () => resolve('closed'));
    });

  it('do not go on from the buffers of a connection that is read slowly', async () => {
    const world = await aWorld();
    const session = aSession();
    const player = await world.aPlayer(session);
    const piece = Buffer.alloc(1_048_576);
    const began = new Promise<void>((resolve) => {
      world.onBegun((response) => {
        // More than both ends hold, so that something waits here and in the kernel.
        for (let i = 0; i < 24; i++) response.write(piece);
        resolve();
      });
    });
    const socket = connect(world.port, '127.0.0.1');
    closers.push(() => socket.destroy());
    socket.write(await player.head('GET', '/long'));
    await began;
    const how = end(socket);
    await world.point.revoke({ type: 'session', sid: session.sid });
    socket.resume();
    expect(await how).toBe('reset');
    expect(socket.bytesRead).toBeLessThan(24 * piece.length);
  });

  it('end under TLS too, by a reset of the connection below', async () => {
    const { ca, cert, key } = await anAuthority();
    const port = await aFreePort();
    const url = `https://localhost:${port}`;
    const world = aGuard({ origins: [url] });
    const server = createTlsServer({ cert, key, minVersion: 'TLSv1.3' }, (request, response) => {
      world.guard.admit(request, response).then(
        () => void response.write('a piece'),
        (error: unknown) => sendRefusal(response, error),
      );
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    closers.push(() => {
      server.close();
      server.closeAllConnections();
    });
    const session = aSession();
    const accessToken = await world.issuer.token(session);
    const player = new WirePlayer(url, { accessToken, key: session.key });
    player.nonce = world.nonces.next();
    const socket = connectTls({ port, host: 'localhost', ca });
    closers.push(() => socket.destroy());
    socket.write(await player.head('GET', '/film'));
    await once(socket, 'data');
    const how = end(socket);
    await world.point.revoke({ type: 'session', sid: session.sid });
    expect(await how).toBe('reset');
  });

  it('that wait their turn on one connection end with it', async () => {
    const world = await aWorld();
    const session = aSession();
    const player = await world.aPlayer(session);
    const begun: ServerResponse[] = [];
    const both = new Promise<void>((resolve) => {
      world.onBegun((response) => {
        begun.push(response);
        response.write('a piece of film');
        if (begun.length === 2) resolve();
      });
    });
    const socket = connect(world.port, '127.0.0.1');
    closers.push(() => socket.destroy());
    socket.on('error', () => undefined);
    socket.write((await player.head('GET', '/long')) + (await player.head('GET', '/long')));
    await both;
    const closed = closing(socket);
    await world.point.revoke({ type: 'session', sid: session.sid });
    await closed;
    expect(begun.map((response) => response.write('more'))).toEqual([false, false]);
  });

  describe('when the point cannot tell any more', () => {
    it('go on for as long as each question is answered', async () => {
      const world = await aWorld();
      const film = await world.opened();
      world.point.why = 'beats-old';
      world.point.check = () => Promise.resolve('good');
      for (let s = 1; s <= 5; s++) {
        world.clock.aheadMs = s * 1_000;
        world.guard.judgeAnew();
        await new Promise(setImmediate);
        expect(await goesOn(film)).toBe(true);
      }
    });

    it('write nothing more when nobody has answered for two seconds, as in a process that was frozen', async () => {
      const world = await aWorld();
      const film = await world.opened();
      world.guard.judgeAnew();
      world.point.why = 'beats-old';
      world.point.check = () => new Promise(() => undefined);
      expect(await goesOn(film)).toBe(true);
      world.clock.aheadMs = 2_000;
      expect(await goesOn(film)).toBe(false);
    });

    it('write nothing more once a poll was lost, which the next one would pass off as heard', async () => {
      const world = await aWorld();
      const film = await world.opened();
      world.point.why = 'poll-lost';
      expect(await goesOn(film)).toBe(false);
    });

    it.each<Judgement>(['revoked', 'not-fresh'])('end when the answer is %s', async (judgement) => {
      const world = await aWorld();
      const film = await world.opened();
      world.point.why = 'beats-old';
      world.point.check = () => Promise.resolve(judgement);
      const closed = closing(film.incoming);
      world.guard.judgeAnew();
      await closed;
    });
  });
});
