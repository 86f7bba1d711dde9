import { createServer, type Server } from 'node:http';
import { createServer as createRawServer, type AddressInfo, type Socket } from 'node:net';
import { inParallel, WebClient } from './web-client.js';

describe('the client of both sides of a comparison', () => {
  let server: Server;
  let web: WebClient;
  const heard: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      heard.push(`${request.method} ${request.url} ${request.headers.cookie ?? '-'}`);
      response.setHeader('set-cookie', request.url === '/out' ? 'a=; Max-Age=0' : ['a=1; Path=/', 'b=x=y']);
      response.end('done');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    web = new WebClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterAll(async () => {
    web.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it('keeps what it is given in a jar, and forgets what it is told to', async () => {
    const jar = new Map<string, string>();
    expect(await web.form('/in?x=1', { name: 'ö' }, { jar })).toMatchObject({ status: 200, text: 'done' });
    await web.ask('/out', { jar });
    await web.ask('/after', { jar });
    expect(heard).toEqual(['POST /in?x=1 -', 'GET /out a=1; b=x=y', 'GET /after b=x=y']);
  });

  it('does all, so many at a time, and ends with the first failure', async () => {
    let [now, most, done] = [0, 0, 0];
    await inParallel(20, 4, async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      done += 1;
    });
    expect([most, done]).toEqual([4, 20]);
    await expect(inParallel(5, 2, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});

describe('a connection that is closed under a request of that client', () => {
  const KEPT = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone';
  const HALF = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndo';
  type OnRequest = (socket: Socket, ofThisConnection: number) => void;

  /** What became of so many requests, one after another, and which connection each that was heard came on. */
  async function asked(
    requests: number,
    onRequest: OnRequest,
  ): Promise<{ told: unknown[]; heard: number[] }> {
    const heard: number[] = [];
    let connections = 0;
    const server = createRawServer((socket) => {
      const connection = ++connections;
      let ofThis = 0;
      socket.on('error', () => undefined);
      socket.on('data', () => {
        heard.push(connection);
        onRequest(socket, ++ofThis);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const web = new WebClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const told: unknown[] = [];
    for (let i = 0; i < requests; i++) {
      const answer = web.ask('/', { method: 'POST' });
      told.push(
        await answer.then(
          ({ text }) => text,
          (error: unknown) => (error as NodeJS.ErrnoException).code,
        ),
      );
    }
    web.close();
    await new Promise((resolve) => server.close(resolve));
    return { told, heard };
  }

  it('while it is kept: the request is sent once more, on a new one', async () => {
    const closed = await asked(2, (socket, nth) =>
      nth === 1 ? socket.write(KEPT) : socket.resetAndDestroy(),
    );
    expect(closed).toEqual({ told: ['done', 'done'], heard: [1, 1, 2] });
  });

  it('while it is kept, and the new one too: the request fails, having been sent twice', async () => {
    let answered = 0;
    const closed = await asked(2, (socket) =>
      answered++ === 0 ? socket.write(KEPT) : socket.resetAndDestroy(),
    );
    expect(closed).toEqual({ told: ['done', 'ECONNRESET'], heard: [1, 1, 2] });
  });

  it('while it is new: the request fails, having been sent once', async () => {
    const closed = await asked(1, (socket) => socket.resetAndDestroy());
    expect(closed).toEqual({ told: ['ECONNRESET'], heard: [1] });
  });

  it('with half of an answer on it: the request fails, having been sent once', async () => {
    const closed = await asked(2, (socket, nth) => {
      if (nth === 1) socket.write(KEPT);
      else socket.write(HALF, () => socket.destroy());
    });
    expect(closed).toEqual({ told: ['done', 'ECONNRESET'], heard: [1, 1] });
  });
});
