import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module, Req, Res, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import express from 'express';
import fastify from 'fastify';
import type { AccessToken } from '#libs/security-event';
import { ProblemFilter } from '#libs/service-runtime';
import { expressGuard } from '../edges/express-guard.js';
import { fastifyGuard } from '../edges/fastify-guard.js';
import { sendRefusal } from '../edges/send-refusal.js';
import { deviceOf, type Guard } from '../guard/guard.js';
import { Device, Protected } from '../nest/protected.js';
import { ResourceServerModule } from '../nest/resource-server.module.js';

/** A response that a spec writes piece by piece. */
export type Begun = (response: ServerResponse) => void;

export interface TestService {
  close(): Promise<void> | void;
}

type Serve = (guard: Guard, port: number, begun: Begun) => Promise<TestService>;

const GRACE_MS = 60_000;

/** The same three routes behind each edge: /whoami, /graced (with a grace), /long (a response the spec writes). */
export const SERVICES: Readonly<Record<string, Serve>> = {
  'node:http': async (guard, port, begun) => {
    const route = async (...[request, response]: Parameters<RequestListener>): Promise<void> => {
      try {
        const device = await guard.admit(request, response, {
          graceMs: request.url === '/graced' ? GRACE_MS : 0,
        });
        if (request.url === '/long') begun(response);
        else response.setHeader('Content-Type', 'application/json').end(JSON.stringify(device));
      } catch (error) {
        if (!sendRefusal(response, error)) throw error;
      }
    };
    return listening((...sent) => void route(...sent), port);
  },
  Express: async (guard, port, begun) => {
    const app = express();
    app.get('/graced', expressGuard(guard, { graceMs: GRACE_MS }), (request, response) => {
      response.json(deviceOf(request));
    });
    // Mounted, so that the router hides a part of the path that a proof names.
    const inside = express.Router();
    inside.use(expressGuard(guard));
    inside.get('/whoami', (request, response) => void response.json(deviceOf(request)));
    inside.get('/long', (_request, response) => begun(response));
    app.use('/', inside);
    return listening(app, port);
  },
  Fastify: async (guard, port, begun) => {
    const app = fastify();
    app.get('/graced', { onRequest: fastifyGuard(guard, { graceMs: GRACE_MS }) }, (request) =>
      deviceOf(request.raw),
    );
    const onRequest = fastifyGuard(guard);
    app.get('/whoami', { onRequest }, (request) => deviceOf(request.raw));
    app.get('/long', { onRequest }, (_request, reply) => {
      reply.hijack();
      begun(reply.raw);
    });
    await app.listen({ port, host: '127.0.0.1' });
    return { close: () => app.close() };
  },
  Nest: async (guard, port, begun) => {
    @Controller()
    @Protected()
    class Routes {
      @Get('whoami')
      whoami(@Device() device: AccessToken): AccessToken {
        return device;
      }

      @Get('graced')
      @Protected('with a grace')
      graced(@Device() device: AccessToken): AccessToken {
        return device;
      }

      @Get('long')
      long(@Req() _request: unknown, @Res() response: ServerResponse): void {
        begun(response);
      }
    }
    @Module({
      imports: [ResourceServerModule.register(guard, { 'with a grace': { graceMs: GRACE_MS } })],
      controllers: [Routes],
    })
    class App {}
    const app: INestApplication = await NestFactory.create(App, { logger: false });
    app.useGlobalFilters(new ProblemFilter({ error: () => {}, debug: () => {} } as never));
    await app.listen(port, '127.0.0.1');
    return { close: () => app.close() };
  },
};

async function listening(route: RequestListener, port: number): Promise<TestService> {
  const server = createServer(route);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A port nobody has now: a guard must know its origin before it listens. */
export async function aFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
