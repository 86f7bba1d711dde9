import { TOPICS, type Readings } from '#libs/event-stream';

/** Of one partition. What comes at once is judged and kept together. */
const AT_ONCE = 64;

/** Receipts and presence are shared between instances; progress and activity each instance reads whole. */
export const READINGS: Readings = {
  [TOPICS.deviceReceipts.name]: { shareAs: 'account-api.receipts', atOnce: AT_ONCE },
  [TOPICS.devicePresence.name]: { shareAs: 'account-api.presence', atOnce: AT_ONCE },
  [TOPICS.enforcementProgress.name]: { tailFrom: 'beginning' },
  [TOPICS.accountActivity.name]: { tailFrom: 'end' },
};
