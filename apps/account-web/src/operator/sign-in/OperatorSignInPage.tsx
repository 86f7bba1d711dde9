import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { Form } from 'react-aria-components/Form';
import { Button } from '../../design/Button.js';
import { Field } from '../../design/Field.js';
import { Notice } from '../../design/Notice.js';
import '../../sign-in/sign-in.css';
import { operatorApi } from '../api/operator-api.js';
import { noteOperatorSignedIn, useOperatorMe } from '../api/operator-me.js';
import { OperatorPage } from '../shell/OperatorPage.js';
import { OperatorProblem } from '../shell/OperatorProblem.js';

const WHY = {
  'not-yet': null,
  'signed-out': 'You are signed out.',
  everywhere: null,
  ended: 'You were signed out. Sign in to go on.',
} as const;

export function OperatorSignInPage() {
  const client = useQueryClient();
  const { data: me } = useOperatorMe();
  const entry = useMutation({
    mutationFn: operatorApi.signIn,
    onSuccess: () => noteOperatorSignedIn(client),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (entry.isPending) return;
    const form = new FormData(event.currentTarget);
    const typed = (name: string): string => {
      const text = form.get(name);
      return typeof text === 'string' ? text : '';
    };
    entry.mutate({ email: typed('email'), password: typed('password') });
  };
  const why = me?.state === 'out' ? WHY[me.because] : null;
  return (
    <OperatorPage
      title="Operators: sign in"
      lead="An account of the service is of no use here, and an operator’s is of none there."
      narrow
    >
      {why !== null && <Notice what={why} />}
      <Form className="card card-padded entry" onSubmit={submit}>
        <Field label="Email" name="email" type="email" autoComplete="username" autoFocus />
        <Field label="Password" name="password" type="password" autoComplete="current-password" />
        {entry.isError && <OperatorProblem error={entry.error} />}
        <Button type="submit" look="primary" wide pending={entry.isPending}>
          {entry.isPending ? 'Signing in…' : 'Sign in'}
        </Button>
      </Form>
    </OperatorPage>
  );
}
