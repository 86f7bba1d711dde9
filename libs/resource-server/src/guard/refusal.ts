import type { ServerResponse } from 'node:http';
import type { ErrorCode, SignoffError } from '#libs/errors';

/** The `error` of a DPoP challenge (RFC 9449 section 7.1, RFC 6750 section 3.1); none when nothing was presented. */
const CHALLENGES: Partial<Record<ErrorCode, string | null>> = {
  token_missing: null,
  token_invalid: 'invalid_token',
  token_expired: 'invalid_token',
  session_revoked: 'invalid_token',
  proof_wrong_key: 'invalid_token',
  proof_invalid: 'invalid_dpop_proof',
  proof_reused: 'invalid_dpop_proof',
  proof_nonce_needed: 'use_dpop_nonce',
};

/** Puts the challenge on an answer that refuses. Its own words only: nothing the client sent is quoted. */
export function challenge(response: ServerResponse, { code, message }: SignoffError): void {
  const error = CHALLENGES[code];
  if (error === undefined || response.headersSent) return;
  const parameters = error === null ? [] : [`error="${error}"`, `error_description="${ascii(message)}"`];
  response.setHeader('WWW-Authenticate', `DPoP ${[...parameters, 'algs="ES256"'].join(', ')}`);
}

/** RFC 6750 section 3: printable ASCII without quote and backslash. */
const ascii = (text: string): string => text.replaceAll('’', "'").replaceAll(/[^\x20-\x7e]|["\\]/g, '');
