import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { json, Router, type NextFunction, type Request, type Response } from 'express';
import { OwnerProblem, type DemoOwner } from './demo-owner.js';

interface Listed {
  readonly sid: string;
  readonly signOut: { readonly revocationId: string } | null;
}

interface Revocation {
  readonly requestedAt: number;
  readonly blockedAt: number | null;
  readonly points: number;
  readonly devices: readonly {
    readonly sid: string;
    readonly state: string;
    readonly confirmedAt: number | null;
    readonly receipt: string | null;
  }[];
}

const USER_CODE = /^[A-Z]{4}-?[A-Z]{4}$/;

/**
 * What the stage page asks of its server, which asks the real APIs as the demo account's owner.
 * Only a page of this origin may have a code approved: any other could link its own device to the account.
 */
export function stageRoutes(owner: DemoOwner, playbackInternalUrl: string): Router {
  const router = Router();

  router.post(
    '/approve',
    ownPageOnly,
    json({ limit: '1kb' }),
    async (request: Request, response: Response) => {
      const { userCode } = (request.body ?? {}) as { userCode?: unknown };
      if (typeof userCode !== 'string' || !USER_CODE.test(userCode)) return void response.sendStatus(400);
      await owner.ask('POST', '/api/activation', { userCode, decision: 'approve' });
      response.sendStatus(204);
    },
  );

  router.get('/sign-outs/:sid', async (request: Request<{ sid: string }>, response: Response) => {
    const { sessions } = await owner.ask<{ sessions: Listed[] }>('GET', '/api/sessions?limit=200');
    const id = sessions.find(({ sid }) => sid === request.params.sid)?.signOut?.revocationId;
    if (id === undefined) return void response.sendStatus(404);
    const revocation = await owner.ask<Revocation>('GET', `/api/revocations/${encodeURIComponent(id)}`);
    const device = revocation.devices.find(({ sid }) => sid === request.params.sid);
    const { requestedAt, blockedAt, points } = revocation;
    response.json({ requestedAt, blockedAt, points, ...device });
  });

  /** The account's own stream of changes, handed on. */
  router.get('/events', async (_: Request, response: Response) => {
    const over = new AbortController();
    response.once('close', () => over.abort());
    const upstream = await owner.send('GET', '/api/events', undefined, over.signal);
    response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.status(upstream.status).flushHeaders();
    if (upstream.body === null) return void response.end();
    // Whichever side goes first ends the other; the page comes back by itself.
    await pipeline(Readable.fromWeb(upstream.body as never), response).catch(() => undefined);
  });

  router.get('/streams', async (_: Request, response: Response) => {
    const [sub, counted] = await Promise.all([
      owner.sub(),
      fetch(`${playbackInternalUrl}/internal/streams`).then(
        (answer) => answer.json() as Promise<{ sessions: { sub: string }[] }>,
      ),
    ]);
    response.json({ sessions: counted.sessions.filter((session) => session.sub === sub) });
  });

  router.use((error: unknown, _: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const code = error instanceof OwnerProblem ? error.code : 'unavailable';
    response.status(503).json({ code });
  });
  return router;
}

function ownPageOnly({ headers }: Request, response: Response, next: NextFunction): void {
  if (headers.origin === `http://${headers.host}`) return next();
  response.sendStatus(403);
}
