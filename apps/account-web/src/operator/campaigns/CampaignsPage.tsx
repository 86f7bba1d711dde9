import { Megaphone } from 'lucide-react';
import { Link } from 'react-router';
import { Button, buttonClass } from '../../design/Button.js';
import { SkeletonRows } from '../../design/Skeleton.js';
import { useCampaigns } from '../api/queries.js';
import { OperatorPage } from '../shell/OperatorPage.js';
import { OperatorProblem } from '../shell/OperatorProblem.js';
import { useOperator } from '../sign-in/operator-context.js';
import { CampaignRow } from './CampaignRow.js';

/** Every campaign, newest first; what waits for this operator's approval before all. */
export function CampaignsPage() {
  const { operatorId } = useOperator();
  const campaigns = useCampaigns();
  const all = campaigns.data ?? [];
  const mine = all.filter(({ status, madeBy }) => status === 'waiting' && madeBy.operatorId !== operatorId);
  const others = all.filter((campaign) => !mine.includes(campaign));
  return (
    <OperatorPage
      title="Campaigns"
      lead="A campaign ends the sessions of a whole class of devices, at once or in stages."
      actions={
        <Link className={buttonClass('primary')} to="/campaigns/new">
          New campaign
        </Link>
      }
    >
      {campaigns.isError && (
        <OperatorProblem error={campaigns.error} onRetry={() => void campaigns.refetch()} />
      )}
      {campaigns.isPending && (
        <div className="card">
          <SkeletonRows rows={3} what="campaigns" />
        </div>
      )}
      {mine.length > 0 && (
        <section className="section" aria-labelledby="mine">
          <h2 id="mine">Waiting for you</h2>
          <ul className="card rows" aria-label="Waiting for your approval">
            {mine.map((campaign) => (
              <CampaignRow key={campaign.id} campaign={campaign} />
            ))}
          </ul>
        </section>
      )}
      {others.length > 0 && (
        <section className="section" aria-labelledby="all">
          <h2 id="all">{mine.length > 0 ? 'All others' : 'All campaigns'}</h2>
          <ul className="card rows" aria-label="Campaigns, newest first">
            {others.map((campaign) => (
              <CampaignRow key={campaign.id} campaign={campaign} />
            ))}
          </ul>
        </section>
      )}
      {campaigns.isSuccess && all.length === 0 && <NoneYet />}
      {campaigns.hasNextPage && (
        <Button pending={campaigns.isFetchingNextPage} onPress={() => void campaigns.fetchNextPage()}>
          {campaigns.isFetchingNextPage ? 'Looking…' : 'Show older campaigns'}
        </Button>
      )}
    </OperatorPage>
  );
}

function NoneYet() {
  return (
    <div className="card empty">
      <Megaphone className="empty-icon" size={32} strokeWidth={1.5} aria-hidden="true" />
      <p>There has been no campaign yet.</p>
      <p className="soft small empty-more">
        Choose a class of devices, see how many it is, and end their sessions.
      </p>
    </div>
  );
}
