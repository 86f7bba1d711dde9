import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendRefusal } from './send-refusal.js';
import type { Guard, RouteOptions } from '../guard/guard.js';

interface FastifyRequest {
  readonly raw: IncomingMessage;
}
interface FastifyReply {
  readonly raw: ServerResponse;
  hijack(): unknown;
}

/** Fastify, as a hook: `app.addHook('onRequest', fastifyGuard(guard))`, or `onRequest` of one route. */
export const fastifyGuard =
  (guard: Guard, options: RouteOptions = {}) =>
  async ({ raw: request }: FastifyRequest, reply: FastifyReply): Promise<void> => {
    try {
      await guard.admit(request, reply.raw, options);
    } catch (error) {
      if (!(error instanceof Error) || reply.raw.headersSent) throw error;
      reply.hijack();
      if (!sendRefusal(reply.raw, error)) throw error;
    }
  };
