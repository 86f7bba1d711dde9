/** Keys alone, without the frameworks the rest stands on: for threads that must start in a moment and stay small. */
export { importPublicKey, nodeSigner, nodeVerifier } from '../keys/node-signatures.js';
export { RemoteJwks } from '../keys/remote-jwks.js';
export { thumbprintOf } from '../keys/thumbprint.js';
