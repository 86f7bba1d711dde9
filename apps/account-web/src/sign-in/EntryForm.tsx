import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { Form } from 'react-aria-components/Form';
import { noteSignedIn } from '../api/me.js';
import type { SignedInAnswer } from '../api/shapes.js';
import { Button } from '../design/Button.js';
import { ProblemNotice } from '../design/Notice.js';
import './sign-in.css';

interface EntryFormProps {
  readonly enter: (typed: Readonly<Record<string, string>>) => Promise<SignedInAnswer>;
  readonly action: string;
  readonly acting: string;
  readonly children: ReactNode;
}

/** What signing in and signing up share: on success the page goes on by itself (see Guest). */
export function EntryForm({ enter, action, acting, children }: EntryFormProps) {
  const client = useQueryClient();
  const entry = useMutation({
    mutationFn: enter,
    onSuccess: (answer) => noteSignedIn(client, answer),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (entry.isPending) return;
    const typed = [...new FormData(event.currentTarget)].filter(isText);
    entry.mutate(Object.fromEntries(typed));
  };
  return (
    <Form className="card card-padded entry" onSubmit={submit}>
      {children}
      {entry.isError && <ProblemNotice error={entry.error} />}
      <Button type="submit" look="primary" wide pending={entry.isPending}>
        {entry.isPending ? acting : action}
      </Button>
    </Form>
  );
}

const isText = (field: readonly [string, FormDataEntryValue]): field is [string, string] =>
  typeof field[1] === 'string';
