import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChevronRight, Power } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { accountApi } from '../api/account-api.js';
import { useLive } from '../api/live.js';
import { noteOut } from '../api/who-is-in.js';
import { useSessions } from '../api/queries.js';
import type { Revocation } from '../api/shapes.js';
import { ConfirmDialog } from '../design/ConfirmDialog.js';
import { Notice } from '../design/Notice.js';
import { Tick } from '../design/Tick.js';
import { countWords } from '../words/device-words.js';
import { counted } from '../words/duration.js';
import { randomKey } from './random-key.js';

interface Answer {
  readonly key: string;
  readonly thisToo: boolean;
  readonly password: string | null;
}

/** "Sign out of all TVs and devices": the account but this browser, or with it when ticked. */
export function SignOutAll({ mySid }: { readonly mySid: string }) {
  const client = useQueryClient();
  const { refresh } = useLive();
  const [question, setQuestion] = useState<string | null>(null);
  const [isThisToo, setIsThisToo] = useState(false);
  const signOut = useMutation({
    // One key a question and answer: a second press after a lost answer is the same sign-out, not another.
    mutationFn: async ({ key, thisToo, password }: Answer): Promise<Revocation> => {
      if (password !== null) await accountApi.givePassword(password);
      return accountApi.signOutAll(thisToo ? null : mySid, `${key}.${thisToo ? 'all' : 'others'}`);
    },
    onSuccess: (_, { thisToo }) => {
      if (thisToo) noteOut(client, 'everywhere');
      else setQuestion(null);
    },
    onSettled: refresh,
  });
  const ask = (): void => {
    signOut.reset();
    setIsThisToo(false);
    setQuestion(randomKey());
  };
  return (
    <>
      <li>
        <Button className="setting" onPress={ask}>
          <Power className="setting-icon" size={20} strokeWidth={1.75} aria-hidden="true" />
          <span className="setting-body">
            <span className="setting-name">Sign out of all TVs and devices</span>
            <span className="soft small">
              Lost one, or see one you do not know? This ends them all at once.
            </span>
          </span>
          <ChevronRight className="setting-icon" size={18} aria-hidden="true" />
        </Button>
        {signOut.isSuccess && question === null && <Done revocation={signOut.data} />}
      </li>
      <ConfirmDialog
        isOpen={question !== null}
        title="Sign out of all TVs and devices?"
        confirm="Sign out of all"
        confirming="Signing out…"
        pending={signOut.isPending}
        error={signOut.error}
        onConfirm={(password) =>
          question !== null && signOut.mutate({ key: question, thisToo: isThisToo, password })
        }
        onClose={() => setQuestion(null)}
      >
        <WhatEnds mySid={mySid} />
        <Tick isTicked={isThisToo} onChange={setIsThisToo}>
          Also sign out this browser
        </Tick>
      </ConfirmDialog>
    </>
  );
}

function WhatEnds({ mySid }: { readonly mySid: string }) {
  const { data = [], hasNextPage } = useSessions(mySid);
  const others = data.filter(({ signOut, current }) => signOut === null && !current);
  const what = hasNextPage || others.length === 0 ? '' : ` Now that is ${countWords(others)}.`;
  return (
    <>
      <p>
        Every TV, phone and other browser of this account stops at once, and what they keep of it is wiped.
        {what}
      </p>
      <p className="soft small">
        Your account, profiles and history stay. Each device can be linked again with a new code.
      </p>
    </>
  );
}

function Done({ revocation: { devices } }: { readonly revocation: Revocation }) {
  return (
    <div className="setting-done">
      <Notice
        tone="good"
        what={
          devices.length === 0
            ? 'Nothing else was signed in.'
            : `${counted(devices.length, 'device')} signed out.`
        }
      >
        <p className="small">
          This browser stays signed in.{devices.length > 0 && ' Below you see how far each of them is.'}
        </p>
      </Notice>
    </div>
  );
}
