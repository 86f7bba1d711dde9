import { Notice } from '../../design/Notice.js';
import { operatorApi } from '../api/operator-api.js';
import { usePreview } from '../api/queries.js';
import type { Campaign } from '../api/shapes.js';
import { PreviewCard } from '../new-campaign/PreviewCard.js';
import { useOperator } from '../sign-in/operator-context.js';
import { countedWords } from '../words/numbers.js';
import { Act } from './Act.js';

/** A campaign that waits: its maker may cancel it, another operator sees what it would end and approves. */
export function Approval({ campaign }: { readonly campaign: Campaign }) {
  const { id, count, madeBy } = campaign;
  const isMine = useOperator().operatorId === madeBy.operatorId;
  const preview = usePreview(campaign.class);
  return (
    <>
      <section className="card card-padded section" aria-labelledby="approval">
        <h2 id="approval">{isMine ? 'Waits for another operator' : 'Waits for your approval'}</h2>
        <p>
          {isMine
            ? 'A campaign of this size needs a second person. Ask another operator to open this page. Nothing is ended until then.'
            : `${madeBy.name} wants to end ${countedWords(count, 'device')}. Look at what that is before you say yes. Nothing is ended until then.`}
        </p>
        <div className="desk-actions">
          {!isMine && (
            <Act
              campaignId={id}
              look="primary"
              action="Approve"
              question={`End ${countedWords(count, 'device')}?`}
              confirm="Approve and begin"
              confirming="Beginning…"
              run={operatorApi.approve}
            >
              <Stages campaign={campaign} />
            </Act>
          )}
          <Act
            campaignId={id}
            action="Cancel the campaign"
            question="Cancel this campaign?"
            confirm="Cancel the campaign"
            confirming="Cancelling…"
            run={operatorApi.cancel}
          >
            <p>No session has been ended, and none will be. The campaign stays in the list as cancelled.</p>
          </Act>
        </div>
      </section>
      <PreviewCard preview={preview} nothing={null} />
      {preview.data !== undefined && preview.data.count !== count && (
        <Notice tone="warn" what={`When it was made, this class was ${countedWords(count, 'device')}.`}>
          <p>It has changed since. Who is in it is settled when the first stage begins.</p>
        </Notice>
      )}
    </>
  );
}

function Stages({ campaign: { stages } }: { readonly campaign: Campaign }) {
  const [first] = stages;
  if (stages.length <= 1 || first === undefined)
    return <p>All of them stop at once, and what they keep of their accounts is wiped.</p>;
  return (
    <p>
      The first stage, {first.percent} %, stops at once. The others ({rest(stages)}) begin when an operator
      says so.
    </p>
  );
}

const rest = (stages: Campaign['stages']): string =>
  stages
    .slice(1)
    .map(({ percent }) => `${percent} %`)
    .join(', ');
