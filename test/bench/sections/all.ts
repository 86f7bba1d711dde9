import { campaign, campaignOfTwo } from './campaign.js';
import { campaignReceipts } from './campaign-receipts.js';
import { gatewayMemory } from './gateway-memory.js';
import { growth } from './growth.js';
import { scale100k, scale38k } from './scale.js';
import type { Section } from './section.js';
import { signOutAtRest } from './single.js';
import { source } from './source.js';
import { storm } from './storm.js';

/** In the order they run in. */
export const SECTIONS: readonly Section[] = [
  gatewayMemory,
  campaign,
  campaignOfTwo,
  campaignReceipts,
  storm,
  signOutAtRest,
  source,
  growth,
  scale38k,
  scale100k,
];
