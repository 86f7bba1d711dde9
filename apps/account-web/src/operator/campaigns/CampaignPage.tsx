import { useParams } from 'react-router';
import { codeOf } from '../../api/problem.js';
import { Notice } from '../../design/Notice.js';
import { SkeletonRows } from '../../design/Skeleton.js';
import { listed } from '../../words/duration.js';
import { useCampaign } from '../api/campaign-live.js';
import type { Campaign } from '../api/shapes.js';
import { NoSuchPage } from '../shell/NoSuchPage.js';
import { OperatorPage } from '../shell/OperatorPage.js';
import { OperatorProblem } from '../shell/OperatorProblem.js';
import { StreamNotice } from '../shell/StreamNotice.js';
import { classWords } from '../words/class-words.js';
import { Approval } from './Approval.js';
import { CampaignFigures } from './CampaignFigures.js';
import { CampaignHistory } from './CampaignHistory.js';
import { PartTable } from './PartTable.js';
import { Report } from './Report.js';
import { Stages } from './Stages.js';
import { StatusBadge } from './StatusBadge.js';
import { Telling } from './Telling.js';

export function CampaignPage() {
  const { id = '' } = useParams();
  return <OneCampaign key={id} id={id} />;
}

function OneCampaign({ id }: { readonly id: string }) {
  const { data, error, refetch, stream } = useCampaign(id);
  if (data === undefined) {
    if (error !== null && codeOf(error) === 'campaign_not_found') return <NoSuchPage />;
    return (
      <OperatorPage title="Campaign">
        {error !== null && <OperatorProblem error={error} onRetry={() => void refetch()} />}
        {error === null && (
          <div className="card">
            <SkeletonRows rows={3} what="the campaign" />
          </div>
        )}
      </OperatorPage>
    );
  }
  return (
    <OperatorPage
      title={classWords(data.class)}
      lead={<Who campaign={data} />}
      actions={<StatusBadge status={data.status} />}
    >
      <StreamNotice stream={stream} />
      {error !== null && <OperatorProblem error={error} onRetry={() => void refetch()} />}
      <State campaign={data} />
      <CampaignHistory entries={data.history} />
    </OperatorPage>
  );
}

function State({ campaign }: { readonly campaign: Campaign }) {
  if (campaign.status === 'waiting') return <Approval campaign={campaign} />;
  if (campaign.status === 'cancelled')
    return <Notice what="Cancelled before it began. No session was ended." />;
  return (
    <>
      <CampaignFigures campaign={campaign} />
      <Stages campaign={campaign} />
      <PartTable
        id="by-kind"
        title="By kind"
        parts={campaign.byKind.map((part) => ({ ...part, name: part.kind }))}
      />
      <PartTable
        id="by-model"
        title="By model"
        parts={campaign.byModel.map((part) => ({ ...part, name: part.model }))}
      />
      <Telling campaign={campaign} />
      <Report campaign={campaign} />
    </>
  );
}

function Who({ campaign: { reason, madeBy, approvedBy } }: { readonly campaign: Campaign }) {
  const by = [`made by ${madeBy.name}`, ...(approvedBy === null ? [] : [`approved by ${approvedBy.name}`])];
  return (
    <>
      {reason} <span className="small">({listed(by)})</span>
    </>
  );
}
