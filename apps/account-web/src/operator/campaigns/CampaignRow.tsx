import { ChevronRight } from 'lucide-react';
import { Link } from 'react-router';
import { agoWords } from '../../words/duration.js';
import { useNow } from '../../words/use-now.js';
import type { Campaign } from '../api/shapes.js';
import { progressWords } from '../words/campaign-words.js';
import { classWords } from '../words/class-words.js';
import { AccountBar } from './AccountBar.js';
import { StatusBadge } from './StatusBadge.js';

/** A campaign in the list, whole as one link. */
export function CampaignRow({ campaign }: { readonly campaign: Campaign }) {
  const now = useNow();
  const { id, reason, madeBy, madeAt, status } = campaign;
  return (
    <li>
      <Link className="setting campaign-row" to={`/campaigns/${id}`}>
        <span className="setting-body">
          <span className="row-name">
            {classWords(campaign.class)}
            <StatusBadge status={status} />
          </span>
          <span className="small">{reason}</span>
          <span className="soft small">
            {progressWords(campaign)} · by {madeBy.name}, {agoWords(madeAt, now)}
          </span>
          {status !== 'waiting' && status !== 'cancelled' && <AccountBar campaign={campaign} thin />}
        </span>
        <ChevronRight className="setting-icon" size={18} aria-hidden="true" />
      </Link>
    </li>
  );
}
