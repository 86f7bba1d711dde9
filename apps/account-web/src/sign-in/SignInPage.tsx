import { Link, useLocation } from 'react-router';
import { accountApi } from '../api/account-api.js';
import { useMe } from '../api/me.js';
import type { OutBecause } from '../api/who-is-in.js';
import { Field } from '../design/Field.js';
import { Notice } from '../design/Notice.js';
import { Page } from '../design/Page.js';
import { DemoEntry } from './DemoEntry.js';
import { EntryForm } from './EntryForm.js';

const WHY: Readonly<Record<OutBecause, string | null>> = {
  'not-yet': null,
  'signed-out': 'You are signed out of this browser.',
  everywhere: 'Every TV and device is signed out, this browser too.',
  ended: 'This browser was signed out. Sign in to go on.',
};

export function SignInPage() {
  const { search } = useLocation();
  const { data: me } = useMe();
  const why = me?.state === 'out' ? WHY[me.because] : null;
  return (
    <Page title="Sign in" narrow>
      {why !== null && <Notice what={why} />}
      <EntryForm
        action="Sign in"
        acting="Signing in…"
        enter={({ email = '', password = '' }) => accountApi.signIn({ email, password })}
      >
        <Field label="Email" name="email" type="email" autoComplete="username" autoFocus />
        <Field label="Password" name="password" type="password" autoComplete="current-password" />
      </EntryForm>
      <DemoEntry />
      <p className="soft entry-other">
        New here? <Link to={`/sign-up${search}`}>Create an account</Link>
      </p>
    </Page>
  );
}
