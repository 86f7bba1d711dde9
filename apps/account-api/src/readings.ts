import { TOPICS, type Readings } from '#libs/event-stream';

/** Receipts and presence are shared between instances; progress and activity each instance reads whole. */
export const READINGS: Readings = {
  [TOPICS.deviceReceipts.name]: { shareAs: 'account-api.receipts' },
  [TOPICS.devicePresence.name]: { shareAs: 'account-api.presence' },
  [TOPICS.enforcementProgress.name]: { tailFrom: 'beginning' },
  [TOPICS.accountActivity.name]: { tailFrom: 'end' },
};
