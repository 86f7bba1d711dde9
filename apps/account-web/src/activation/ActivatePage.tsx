import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { accountApi } from '../api/account-api.js';
import { useLive } from '../api/live.js';
import type { Decided as Decision_, Decision } from '../api/shapes.js';
import { ProblemNotice } from '../design/Notice.js';
import { Page } from '../design/Page.js';
import './activation.css';
import { CodeForm } from './CodeForm.js';
import { Decided } from './Decided.js';
import { ReviewDevice } from './ReviewDevice.js';

/** Type a code, see which device shows it, let it in or not. */
export function ActivatePage() {
  const [params] = useSearchParams();
  const { refresh, noteApproved } = useLive();
  const [decided, setDecided] = useState<Decision_ | null>(null);
  const look = useMutation({ mutationFn: (userCode: string) => accountApi.lookAtCode(userCode) });
  const decide = useMutation({
    mutationFn: ({ userCode, decision }: { userCode: string; decision: Decision }) =>
      accountApi.decideCode(userCode, decision),
    onSuccess: (answer) => {
      setDecided(answer);
      if (answer.sid !== null) noteApproved(answer.sid);
      refresh();
    },
  });
  const startAgain = (): void => {
    setDecided(null);
    look.reset();
    decide.reset();
  };
  if (decided !== null) return <Decided decided={decided} onAnother={startAgain} />;
  if (look.data !== undefined) {
    return (
      <ReviewDevice
        activation={look.data}
        pending={decide.isPending ? decide.variables.decision : null}
        error={decide.error}
        onDecide={(decision) => decide.mutate({ userCode: look.data.userCode, decision })}
        onAnother={startAgain}
      />
    );
  }
  return (
    <Page
      title="Link a TV or phone"
      lead="Type the code your device shows. It is good for a few minutes."
      narrow
    >
      <div className="card card-padded section">
        <CodeForm
          initial={params.get('user_code') ?? ''}
          pending={look.isPending}
          autoFocus
          onCode={(userCode) => look.mutate(userCode)}
        />
        {look.isError && <ProblemNotice error={look.error} />}
      </div>
    </Page>
  );
}
