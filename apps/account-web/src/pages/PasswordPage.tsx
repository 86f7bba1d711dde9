import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Form } from 'react-aria-components/Form';
import { Link } from 'react-router';
import { accountApi } from '../api/account-api.js';
import { useLive } from '../api/live.js';
import type { PasswordChanged } from '../api/shapes.js';
import { Button, buttonClass } from '../design/Button.js';
import { Field } from '../design/Field.js';
import { Notice, ProblemNotice } from '../design/Notice.js';
import { Page } from '../design/Page.js';
import { Tick } from '../design/Tick.js';
import { useSignedIn } from '../sign-in/me-context.js';
import { counted } from '../words/duration.js';
import './pages.css';

const MIN_PASSWORD_CHARACTERS = 10;

export function PasswordPage() {
  const { account } = useSignedIn();
  const { refresh } = useLive();
  const [endOthers, setEndOthers] = useState(true);
  const change = useMutation({ mutationFn: accountApi.changePassword, onSettled: refresh });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (change.isPending) return;
    const typed = new FormData(event.currentTarget);
    const text = (name: string): string => {
      const value = typed.get(name);
      return typeof value === 'string' ? value : '';
    };
    change.mutate({ current: text('current'), new: text('new'), endOthers });
  };
  if (change.isSuccess) return <Changed answer={change.data} />;
  return (
    <Page title="Change your password" narrow>
      <Form className="card card-padded password-form" onSubmit={submit}>
        {/* For the browser's own store of passwords, which asks whose this is. */}
        <input type="text" autoComplete="username" value={account.email} readOnly hidden />
        <Field
          label="Current password"
          name="current"
          type="password"
          autoComplete="current-password"
          autoFocus
        />
        <Field
          label="New password"
          name="new"
          type="password"
          autoComplete="new-password"
          minLength={MIN_PASSWORD_CHARACTERS}
          hint={`At least ${MIN_PASSWORD_CHARACTERS} characters. A short sentence is good.`}
        />
        <Tick isTicked={endOthers} onChange={setEndOthers}>
          Sign out everything else: TVs, phones and other browsers
        </Tick>
        {change.isError && <ProblemNotice error={change.error} />}
        <Button type="submit" look="primary" wide pending={change.isPending}>
          {change.isPending ? 'Changing…' : 'Change password'}
        </Button>
      </Form>
    </Page>
  );
}

function Changed({ answer: { revocation } }: { readonly answer: PasswordChanged }) {
  return (
    <Page title="Your password is changed" narrow>
      <div className="card card-padded section">
        <Notice tone="good" what={endedWords(revocation)}>
          <p>This browser stays signed in. From now on you sign in with the new password.</p>
        </Notice>
        <Link className={buttonClass('primary', 'normal', true)} to="/account">
          See your devices
        </Link>
      </div>
    </Page>
  );
}

function endedWords(revocation: PasswordChanged['revocation']): string {
  if (revocation === null) return 'Everything else stays signed in.';
  const { devices } = revocation;
  return devices.length === 0
    ? 'Nothing else was signed in.'
    : `${counted(devices.length, 'device')} signed out.`;
}
