import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
