export { aGuard, type TestGuard } from './a-guard.js';
export { aKey, aSession, TestIssuer, type TestKey, type TestSession } from './an-issuer.js';
export { FakePoint } from './fake-point.js';
export { aFreePort, SERVICES, type TestService } from './services.js';
export { WirePlayer, type Answer, type Holder, type ProofOverrides } from './wire-player.js';
