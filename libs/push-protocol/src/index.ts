export { CLOSE, closeFrame, deviceAction, type CloseName, type DeviceAction } from './close-codes.js';
export {
  decodeDeviceFrame,
  decodeGatewayFrame,
  encodeFrame,
  MAX_FRAME_BYTES,
  type Decoded,
} from './codec.js';
export { SUBPROTOCOL, type DeviceFrame, type GatewayFrame, type SessionDescription } from './frames.js';
export { parseProof, PROOF_TYPE, signProof, type Proof, type ProofClaims, type ProofUse } from './proof.js';
