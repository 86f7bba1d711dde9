import { Router } from 'express';
import type { Registry } from 'prom-client';
import { onlyOn } from '../listeners/host-guard.js';
import type { Health } from './health.js';

/** `GET /health/live`, `/health/ready` and `/metrics`, on the internal listener only. */
export function internalRoutes({
  health,
  metrics,
}: {
  readonly health: Health;
  readonly metrics: Registry;
}): Router {
  const router = Router();
  router.use(['/health', '/metrics'], onlyOn('internal'));
  router.get('/health/live', (_request, response) => {
    response.json(health.live());
  });
  router.get('/health/ready', async (_request, response) => {
    const answer = await health.ready();
    response.status(answer.ok ? 200 : 503).json(answer);
  });
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.metrics());
  });
  return router;
}
