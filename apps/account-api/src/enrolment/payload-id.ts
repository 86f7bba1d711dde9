import { createHash } from 'node:crypto';

/** Codes and refresh tokens are stored under their hash, so a copy of the database redeems nothing. */
export const payloadId = (value: string): string => createHash('sha256').update(value).digest('base64url');
