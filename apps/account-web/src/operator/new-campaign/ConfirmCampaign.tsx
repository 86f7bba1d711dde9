import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { Form } from 'react-aria-components/Form';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { TextField } from 'react-aria-components/TextField';
import { Link, useNavigate } from 'react-router';
import { codeOf, ProblemError } from '../../api/problem.js';
import { Button } from '../../design/Button.js';
import { operatorApi } from '../api/operator-api.js';
import { CAMPAIGNS } from '../api/queries.js';
import { OperatorProblem } from '../shell/OperatorProblem.js';
import { numberWords, typedNumber } from '../words/numbers.js';
import { STAGES, type Chosen, type Draft } from './draft.js';

interface ConfirmCampaignProps {
  readonly draft: Draft;
  readonly chosen: Chosen;
  /** How many it is now; null while that is not known for the very class of the form. */
  readonly count: number | null;
  readonly onChange: (part: Partial<Draft>) => void;
  readonly onCountChanged: () => void;
}

const STAGE_WORDS: Readonly<Record<Draft['stages'], string>> = {
  all: 'All at once',
  careful: '1 %, then 10 %, then all',
  half: '10 %, then half, then all',
};

/** Why, in which steps, and the number typed: an operator who cannot say how many has not looked. */
export function ConfirmCampaign({ draft, chosen, count, onChange, onCountChanged }: ConfirmCampaignProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const problemId = useId();
  const [typed, setTyped] = useState('');
  const [amiss, setAmiss] = useState<string | null>(null);
  const begin = useMutation({
    mutationFn: operatorApi.begin,
    onSuccess: async ({ id }) => {
      void client.invalidateQueries({ queryKey: CAMPAIGNS });
      await navigate(`/campaigns/${id}`);
    },
    onError: (error) => {
      if (codeOf(error) !== 'campaign_count_changed') return;
      setTyped('');
      onCountChanged();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (begin.isPending) return;
    const why = amissIn(draft, chosen, count, typed);
    setAmiss(why);
    if (why !== null || chosen.class === null || count === null) return;
    begin.mutate({
      class: chosen.class,
      reason: draft.reason.trim(),
      typed: count,
      // A list of accounts has one revocation each, and no stages.
      stages: draft.who === 'accounts' ? STAGES.all : STAGES[draft.stages],
    });
  };
  return (
    <Form className="card card-padded section" aria-labelledby="confirm" onSubmit={submit}>
      <h2 id="confirm">Why, and in which steps</h2>
      <TextField
        className="field"
        value={draft.reason}
        onChange={(reason) => onChange({ reason })}
        maxLength={200}
        autoComplete="off"
      >
        <Label className="field-label">Reason, for the history</Label>
        <Input className="field-input" />
      </TextField>
      {draft.who !== 'accounts' && (
        <RadioGroup
          className="choices"
          value={draft.stages}
          onChange={(stages) => onChange({ stages: stages as Draft['stages'] })}
        >
          <Label className="field-label">Stages</Label>
          {(Object.keys(STAGES) as Draft['stages'][]).map((stages) => (
            <Radio key={stages} className="choice" value={stages}>
              <span className="choice-dot" aria-hidden="true" />
              <span className="choice-title">{STAGE_WORDS[stages]}</span>
            </Radio>
          ))}
        </RadioGroup>
      )}
      <TextField
        className="field"
        value={typed}
        onChange={(text) => {
          setTyped(text);
          setAmiss(null);
        }}
        autoComplete="off"
        inputMode="numeric"
        aria-describedby={problemId}
      >
        <Label className="field-label">
          {count === null || count === 0
            ? 'Type the number of sessions'
            : `Type ${numberWords(count)} to confirm`}
        </Label>
        <Input className="field-input typed" />
        <div className="field-note" id={problemId} role="alert">
          {amiss !== null && <span className="field-error">{amiss}</span>}
        </div>
      </TextField>
      {begin.isError && (
        <OperatorProblem error={begin.error}>
          <Other error={begin.error} />
        </OperatorProblem>
      )}
      <div>
        <Button type="submit" look="primary" pending={begin.isPending}>
          {begin.isPending ? 'Beginning…' : 'Begin the campaign'}
        </Button>
      </div>
    </Form>
  );
}

/** The way to the campaign of the same class, where there is one already. */
function Other({ error }: { readonly error: Error }) {
  const id = error instanceof ProblemError ? error.more['campaignId'] : undefined;
  return typeof id === 'string' ? <Link to={`/campaigns/${id}`}>Open it</Link> : null;
}

/** What keeps it from beginning, in words; null for nothing. */
function amissIn(draft: Draft, chosen: Chosen, count: number | null, typed: string): string | null {
  if (chosen.missing !== null) return chosen.missing;
  if (count === null) return 'How many it is has not been counted yet.';
  if (count === 0) return 'Nobody is in this class: there is nothing to end.';
  if (draft.reason.trim() === '') return 'Write a reason: others will read it in the history.';
  const number = typedNumber(typed);
  if (number === null) return `Type the number ${numberWords(count)}.`;
  if (number !== count) return `That is not ${numberWords(count)}. Look at the preview again.`;
  return null;
}
