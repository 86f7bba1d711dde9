import 'reflect-metadata';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import express, { type Express } from 'express';
import { z } from 'zod';
import { SignoffError } from '#libs/errors';
import { NestLog, openListeners, openLogger, ProblemFilter, ZodPipe, type Listeners } from '../index.js';

const body = z.object({ name: z.string().min(1), count: z.number() });
const lost = Object.assign(new Error('connect ECONNREFUSED SECRET'), { code: 'ECONNREFUSED' });

@Controller()
class Things {
  @Post('things')
  make(@Body(new ZodPipe(body)) { name }: z.infer<typeof body>): { name: string } {
    return { name };
  }

  @Get('limited')
  limited(): never {
    throw new SignoffError('too_many_requests', undefined, { retryAfterS: 2.2 });
  }

  @Get('broken')
  broken(): never {
    throw new Error('SECRET', { cause: new Error('the reason') });
  }

  @Get('away')
  away(): never {
    throw lost;
  }
}

@Module({ controllers: [Things] })
class ThingsModule {}

describe('an error over HTTP', () => {
  let listeners: Listeners;
  let url: string;
  const log: string[] = [];

  beforeAll(async () => {
    const logger = openLogger('test', { destination: { write: (line) => void log.push(line) } });
    const server: Express = express();
    const app = await NestFactory.create(ThingsModule, new ExpressAdapter(server), {
      logger: new NestLog(logger),
    });
    app.useGlobalFilters(new ProblemFilter(logger, (error) => error === lost));
    await app.init();
    listeners = await openListeners(server, { plain: { port: 0 } });
    url = `http://127.0.0.1:${listeners.ports.plain}`;
  });
  afterAll(() => listeners.close(0));

  const post = (text: string): Promise<Response> =>
    fetch(`${url}/things`, { method: 'POST', body: text, headers: { 'content-type': 'application/json' } });
  const problemOf = async (response: Response): Promise<Record<string, unknown>> => {
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await response.json()) as Record<string, unknown>;
    expect(problem['status']).toBe(response.status);
    return problem;
  };

  it('names the member that is wrong, and not its value', async () => {
    const problem = await problemOf(await post('{"name":"","count":"SECRET"}'));
    expect(problem).toMatchObject({ status: 400, code: 'malformed_request' });
    expect(problem['detail']).toMatch(/^name: .*; count: /);
    expect(JSON.stringify(problem)).not.toContain('SECRET');
  });

  it.each([
    ['text that is no JSON', '{', 400, 'malformed_request'],
    [
      'a body that is too large',
      JSON.stringify({ name: 'x'.repeat(200_000), count: 1 }),
      413,
      'payload_too_large',
    ],
  ])('%s is refused by its code', async (_, text, status, code) => {
    expect(await problemOf(await post(text))).toMatchObject({ status, code });
  });

  it('lets a body through as the schema gives it, without members nobody asked for', async () => {
    const response = await post('{"name":"a","count":1,"more":true}');
    expect([response.status, await response.json()]).toEqual([201, { name: 'a' }]);
  });

  it('an unknown address is route_not_found and repeats nothing of it', async () => {
    const problem = await problemOf(await fetch(`${url}/SECRET`));
    expect(problem).toMatchObject({ status: 404, code: 'route_not_found' });
    expect(JSON.stringify(problem)).not.toContain('SECRET');
  });

  it('a wait is told in whole seconds', async () => {
    const response = await fetch(`${url}/limited`);
    expect(response.headers.get('retry-after')).toBe('3');
    expect(await problemOf(response)).toMatchObject({ status: 429, code: 'too_many_requests' });
  });

  it('a fault of ours tells the caller nothing and the log why', async () => {
    const problem = await problemOf(await fetch(`${url}/broken`));
    expect(problem).toMatchObject({ status: 500, code: 'internal_error' });
    expect(JSON.stringify(problem)).not.toContain('SECRET');
    expect(log.join('')).toContain('the reason');
  });

  it('a database out of reach is source_unavailable', async () => {
    expect(await problemOf(await fetch(`${url}/away`))).toMatchObject({
      status: 503,
      code: 'source_unavailable',
    });
  });
});
