import type { CampaignStatus } from '../api/shapes.js';
import { statusWords } from '../words/campaign-words.js';

export const StatusBadge = ({ status }: { readonly status: CampaignStatus }) => (
  <span className={`badge status-${status}`}>{statusWords(status)}</span>
);
