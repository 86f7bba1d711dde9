import { useMemo, useState } from 'react';
import { useClasses, usePreview } from '../api/queries.js';
import { OperatorPage } from '../shell/OperatorPage.js';
import { OperatorProblem } from '../shell/OperatorProblem.js';
import { ChooseClass } from './ChooseClass.js';
import { ConfirmCampaign } from './ConfirmCampaign.js';
import { classOf, EMPTY_DRAFT, type Draft } from './draft.js';
import './new-campaign.css';
import { PreviewCard } from './PreviewCard.js';
import { useSettled } from './use-settled.js';

const TYPING_MS = 350;

/** Whose sessions, what that is in numbers, why, in which steps; and the number typed before anything ends. */
export function NewCampaignPage() {
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const chosen = useMemo(() => classOf(draft), [draft]);
  const settled = useSettled(chosen, TYPING_MS);
  const preview = usePreview(settled.class);
  const classes = useClasses();
  // A number that belongs to another class than the form's must not be there to be typed.
  const isCurrent = settled === chosen && !preview.isPlaceholderData;
  return (
    <OperatorPage
      title="New campaign"
      lead="Nothing ends before you have seen how many it is and typed that number."
    >
      {classes.isError && <OperatorProblem error={classes.error} onRetry={() => void classes.refetch()} />}
      <div className="new-campaign">
        <ChooseClass draft={draft} classes={classes.data ?? null} onChange={change} />
        <div className="new-campaign-preview">
          <PreviewCard preview={preview} nothing={chosen.missing} isOld={!isCurrent} />
        </div>
        <ConfirmCampaign
          draft={draft}
          chosen={chosen}
          count={isCurrent && preview.data !== undefined && !preview.isError ? preview.data.count : null}
          onChange={change}
          onCountChanged={() => void preview.refetch()}
        />
      </div>
    </OperatorPage>
  );
}
