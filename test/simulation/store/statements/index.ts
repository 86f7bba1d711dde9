import type { Statement } from '../statement.js';
import { ofCodes } from './codes.js';
import { ofOutbox } from './outbox.js';
import { ofPoints } from './points.js';
import { ofReceipts } from './receipts-and-presence.js';
import { ofRevocations } from './revocations.js';
import { ofSessions } from './sessions.js';
import { readingRevocations } from './reading-revocations.js';

/** Every statement of the product that a history runs. One it does not know stops the history, and says so. */
export const STATEMENTS: readonly Statement[] = [
  ...ofSessions,
  ...ofRevocations,
  ...readingRevocations,
  ...ofOutbox,
  ...ofPoints,
  ...ofCodes,
  ...ofReceipts,
];
