import { useMutation, useQueryClient } from '@tanstack/react-query';
import { accountApi } from '../api/account-api.js';
import { useLive } from '../api/live.js';
import { noteOut } from '../api/who-is-in.js';
import { codeOf } from '../api/problem.js';
import type { Session } from '../api/shapes.js';
import { ConfirmDialog } from '../design/ConfirmDialog.js';
import { kindWord } from '../words/device-words.js';

interface SignOutOneProps {
  /** The session the person pressed "Sign out" on; null for none. */
  readonly session: Session | null;
  readonly onClose: () => void;
  readonly onSignedOut: (sid: string) => void;
}

interface Answer {
  readonly session: Session;
  readonly password: string | null;
}

/** Asks, by name, and signs one session out. */
export function SignOutOne({ session, onClose, onSignedOut }: SignOutOneProps) {
  const client = useQueryClient();
  const { refresh } = useLive();
  const signOut = useMutation({
    mutationFn: async ({ session: { sid, current }, password }: Answer): Promise<void> => {
      if (password !== null) await accountApi.givePassword(password);
      await (current ? accountApi.signOutHere() : accountApi.signOut(sid));
    },
    onSuccess: (_, { session: { sid, current } }) => {
      if (current) return noteOut(client, 'signed-out');
      onSignedOut(sid);
      close();
    },
    onError: (error) => {
      // Gone already: the list is what is out of date.
      if (codeOf(error) === 'session_not_found') close();
    },
    // Whatever came of it: an answer that was lost may have been a yes.
    onSettled: refresh,
  });
  const close = (): void => {
    signOut.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      isOpen={session !== null}
      title={
        session === null ? '' : session.current ? 'Sign out this browser?' : `Sign out “${session.name}”?`
      }
      confirm="Sign out"
      confirming="Signing out…"
      pending={signOut.isPending}
      error={signOut.error}
      onConfirm={(password) => session !== null && signOut.mutate({ session, password })}
      onClose={close}
    >
      {session !== null && <Consequence session={session} />}
    </ConfirmDialog>
  );
}

function Consequence({ session: { kind, name, model, current } }: { readonly session: Session }) {
  if (current)
    return <p>You need your email and password to come back. Your TVs and phones stay signed in.</p>;
  if (kind === 'browser')
    return <p>Whoever uses {name} is signed out at once. Everything else stays signed in.</p>;
  return (
    <>
      <p>
        This {kindWord(kind)} ({model}) stops at once, and what it keeps of your account is wiped. Everything
        else stays signed in.
      </p>
      <p className="soft small">To use it again, link it with a new code.</p>
    </>
  );
}
