/** The guard a service puts before its routes: RFC 9068 token, DPoP proof (RFC 9449), and a fresh index of revocations. */
export { DpopNonces } from './dpop/dpop-nonces.js';
export {
  isFault,
  isSigned,
  proofThumbprint,
  readProof,
  type ProofFault,
  type ProvedRequest,
  type ReadProof,
} from './dpop/dpop-proof.js';
export { UsedProofs, type ProofUse } from './dpop/used-proofs.js';
export { expressGuard } from './edges/express-guard.js';
export { fastifyGuard } from './edges/fastify-guard.js';
export { deviceOf, Guard, type EnforcementPoint, type RouteOptions } from './guard/guard.js';
export { ServedOrigins } from './guard/served-origins.js';
export { InFlight, type ResponseInFlight } from './in-flight/in-flight.js';
export { Device, Protected } from './nest/protected.js';
export { ResourceServerModule } from './nest/resource-server.module.js';
export { ResourceServer, type ResourceServerOptions } from './resource-server.js';
export type { AccessToken } from '#libs/security-event';
export { VerifiedTokens } from './tokens/verified-tokens.js';
/** What a service needs to hand out the nonces that all others do. */
export { loadNonceSecret } from '#libs/service-runtime';
