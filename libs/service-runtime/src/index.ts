/** What every Signoff server stands on: log, metrics, errors over HTTP, listeners, keys, start and stop. */
export { openLogger, type Logger } from './log/logger.js';
export { NestLog } from './log/nest-log.js';
export { openMetrics } from './metrics/metrics.js';
export { asSignoffError } from './problems/as-signoff-error.js';
export { ProblemFilter } from './problems/problem-filter.js';
export { sendProblem } from './problems/send-problem.js';
export { ZodPipe } from './problems/zod-pipe.js';
export { hostGuard, isHostServed, onlyOn } from './listeners/host-guard.js';
export { listenerOf, type ListenerName } from './listeners/listener-of.js';
export { openListeners, type ListenerOptions, type Listeners } from './listeners/open-listeners.js';
export { announceReady } from './lifecycle/announce-ready.js';
export { Health, type Check, type HealthAnswer } from './lifecycle/health.js';
export { internalRoutes } from './lifecycle/internal-routes.js';
export { exitOnSignals, Shutdown } from './lifecycle/shutdown.js';
export { loadIssuerKeys, type IssuerKey, type IssuerKeys } from './keys/issuer-keys.js';
export { importPublicKey, nodeSigner, nodeVerifier } from './keys/node-signatures.js';
export { RemoteJwks } from './keys/remote-jwks.js';
export { thumbprintOf } from './keys/thumbprint.js';
