import type { CloseName } from '#libs/push-protocol';

/** What a device does next: try again with backoff, renew its token, or stop playing and ask the token endpoint. */
export type DeviceNext = 'retry' | 'renew' | 'stop';

export interface ErrorEntry {
  readonly http: number;
  /** How a gateway closes for it, where one can meet it. */
  readonly close?: CloseName;
  readonly device: DeviceNext;
  /** Says what happened and what to do next. Never holds a secret. */
  readonly message: string;
}

const entry = (http: number, device: DeviceNext, message: string, close?: CloseName): ErrorEntry =>
  close === undefined ? { http, device, message } : { http, device, message, close };

/** Every error that leaves a Signoff process over HTTP. `code` is stable; docs/errors.md is made from here. */
export const ERRORS = {
  // Requests
  malformed_request: entry(
    400,
    'retry',
    'The request was not understood. See `detail` for the member to mend.',
  ),
  payload_too_large: entry(413, 'retry', 'The request is too large.'),
  headers_too_large: entry(
    431,
    'retry',
    'The request line and its headers are larger than a request needs. Ask with less.',
  ),
  request_timeout: entry(408, 'retry', 'The request did not arrive whole in time. Send it again.'),
  unsupported_media_type: entry(415, 'retry', 'The content type is not one this address takes.'),
  route_not_found: entry(404, 'retry', 'There is nothing at this address.'),
  method_not_allowed: entry(405, 'retry', 'This address does not take that method.'),
  host_not_served: entry(421, 'retry', 'This server does not answer for that host. Use a configured origin.'),
  origin_not_allowed: entry(403, 'retry', 'A page of another origin may not do this.'),
  too_many_requests: entry(
    429,
    'retry',
    'Too many attempts. Wait for the time in Retry-After, then try again.',
  ),
  overloaded: entry(503, 'retry', 'This server has as much to do as it can. Try again after Retry-After.'),
  shutting_down: entry(
    503,
    'retry',
    'This server is stopping. Ask again: another one answers, or this one soon.',
  ),
  internal_error: entry(500, 'retry', 'Something went wrong here. It has been recorded; try again.'),
  source_unavailable: entry(
    503,
    'retry',
    'The account service cannot reach its database now. Try again soon.',
  ),
  not_fresh: entry(
    503,
    'retry',
    'This server cannot tell now who is signed in, so it serves nobody.',
    'not_fresh',
  ),
  // Accounts
  sign_in_required: entry(401, 'renew', 'Sign in to go on.'),
  sign_in_failed: entry(401, 'retry', 'That email and password do not match an account.'),
  email_taken: entry(409, 'retry', 'There is an account with that email already. Sign in instead.'),
  password_too_weak: entry(422, 'retry', 'Choose a password of at least 10 characters.'),
  password_required: entry(
    403,
    'retry',
    'Type your password again first: it was last given too long ago for this. See `detail`.',
  ),
  password_wrong: entry(403, 'retry', 'That is not the password of this account.'),
  sign_up_closed: entry(403, 'retry', 'New accounts are not being made here. Ask whoever runs this service.'),
  // Sessions and revocations
  session_not_found: entry(404, 'retry', 'There is no such session in this account.'),
  revocation_not_found: entry(404, 'retry', 'There is no such revocation in this account.'),
  idempotency_key_reused: entry(
    422,
    'retry',
    'This Idempotency-Key was used for another request. Use a new one.',
  ),
  // Campaigns
  campaign_not_found: entry(404, 'retry', 'There is no such campaign.'),
  campaign_class_invalid: entry(422, 'retry', 'The class is not one that can be ended. See `detail`.'),
  campaign_stages_invalid: entry(422, 'retry', 'The stages cannot be run. See `detail`.'),
  campaign_matches_nobody: entry(422, 'retry', 'Nobody is in this class. Nothing was ended.'),
  campaign_number_not_typed: entry(
    422,
    'retry',
    'Type the number of devices that the preview shows. Nothing was ended.',
  ),
  campaign_count_changed: entry(
    409,
    'retry',
    'The class does not hold the number that was typed. Look at the preview again. Nothing was ended.',
  ),
  campaign_exists: entry(
    409,
    'retry',
    'A campaign of the very same class is under way; `detail` names it. Nothing was ended twice.',
  ),
  campaign_needs_another: entry(403, 'retry', 'Another operator than the one who made it must approve it.'),
  campaign_not_waiting: entry(409, 'retry', 'The campaign does not wait for approval any more.'),
  campaign_no_stage: entry(
    409,
    'retry',
    'No stage can be started now: the one before is not over yet, or there is none left.',
  ),
  campaign_telling_not_on: entry(
    409,
    'retry',
    'The campaign tells nobody now: it was not started, or its telling was stopped already.',
  ),
  wall_not_found: entry(404, 'retry', 'There is no such wall any more. Read the tiles again.'),
  // Enrolment
  user_code_not_found: entry(
    404,
    'retry',
    'That code is not one we know. Check it on the device, or ask it for a new one.',
  ),
  user_code_expired: entry(410, 'retry', 'That code has expired. Ask the device for a new one.'),
  user_code_used: entry(409, 'retry', 'That code was used already. Ask the device for a new one.'),
  // Tokens and receipts
  token_expired: entry(401, 'renew', 'The access token has expired. Refresh it.', 'token_expired'),
  token_invalid: entry(
    401,
    'renew',
    'The access token is not one of this issuer for this audience.',
    'token_invalid',
  ),
  token_missing: entry(
    401,
    'renew',
    'This address needs an access token, as Authorization: DPoP, with a proof beside it.',
  ),
  proof_invalid: entry(401, 'renew', 'The proof of possession is missing or not valid.', 'proof_invalid'),
  proof_nonce_needed: entry(
    401,
    'retry',
    'The proof needs the nonce in DPoP-Nonce. Make a fresh proof with it and ask again.',
  ),
  proof_reused: entry(401, 'retry', 'The proof was used already. Make a fresh one for each request.'),
  proof_wrong_key: entry(
    401,
    'renew',
    'The proof is by another key than the one the token is bound to.',
    'proof_wrong_key',
  ),
  session_revoked: entry(
    401,
    'stop',
    'The session is revoked. Stop playing and ask the token endpoint.',
    'session_revoked',
  ),
  receipt_invalid: entry(400, 'retry', 'The receipt is not one this session’s key signed for a known event.'),
  // Playback
  profile_not_found: entry(404, 'retry', 'There is no such profile in this account. Choose a profile again.'),
  title_not_found: entry(404, 'retry', 'There is no such title. Read the catalogue again.'),
  stream_not_found: entry(404, 'retry', 'This session plays no such stream. Start the title again.'),
  segment_not_found: entry(404, 'retry', 'The film has no such segment. Read the playlist again.'),
  stream_limit_reached: entry(
    409,
    'retry',
    'As many films play in this account as may at once. Stop one of those in `detail`, or sign its device out.',
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;
