import { Link, useLocation } from 'react-router';
import { accountApi } from '../api/account-api.js';
import { Field } from '../design/Field.js';
import { Page } from '../design/Page.js';
import { EntryForm } from './EntryForm.js';

const MIN_PASSWORD_CHARACTERS = 10;

export function SignUpPage() {
  const { search } = useLocation();
  return (
    <Page title="Create an account" narrow>
      <EntryForm
        action="Create account"
        acting="Creating your account…"
        enter={({ displayName = '', email = '', password = '' }) =>
          accountApi.signUp({ displayName, email, password })
        }
      >
        <Field label="Your name" name="displayName" autoComplete="name" maxLength={64} autoFocus />
        <Field label="Email" name="email" type="email" autoComplete="username" maxLength={254} />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={MIN_PASSWORD_CHARACTERS}
          hint={`At least ${MIN_PASSWORD_CHARACTERS} characters. A short sentence is good.`}
        />
      </EntryForm>
      <p className="soft entry-other">
        Have an account already? <Link to={`/sign-in${search}`}>Sign in</Link>
      </p>
    </Page>
  );
}
