import { Check, Clock, LoaderCircle } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Session, SignOut } from '../api/shapes.js';
import { kindTitle } from '../words/device-words.js';
import { agoWords } from '../words/duration.js';
import { signOutWords } from '../words/sign-out-words.js';
import { DeviceIcon } from './DeviceIcon.js';
import { Proof } from './Proof.js';

interface SignedOutRowProps {
  readonly session: Session & { readonly signOut: SignOut };
  readonly now: number;
  readonly mySid: string;
  /** It was signed out by this page just now: its button is gone, so the focus comes here. */
  readonly takesFocus: boolean;
}

const PROGRESS = { working: LoaderCircle, done: Check, later: Clock } as const;

/** One session that is over, with both clocks of its sign-out. */
export function SignedOutRow({ session, now, mySid, takesFocus }: SignedOutRowProps) {
  const { kind, name, model, signOut } = session;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (takesFocus) row.current?.focus();
  }, [takesFocus]);
  const { progress, blocked, wiped } = signOutWords(kind, signOut);
  const Progress = PROGRESS[progress];
  return (
    <li className="row row-over" ref={row} tabIndex={-1} aria-label={`${name}, signed out`}>
      <DeviceIcon kind={kind} />
      <div className="row-body">
        <p className="row-name">{name}</p>
        <p className="soft small">
          {kind === 'browser' ? model : `${kindTitle(kind)} · ${model}`} · signed out{' '}
          {agoWords(signOut.requestedAt, now)}
        </p>
        <p className={`clocks clocks-${progress}`} role="status">
          <Progress className="clocks-icon" size={16} strokeWidth={2.25} aria-hidden="true" />
          <span>
            {blocked}
            {wiped !== null && ` ${wiped}`}
          </span>
        </p>
        {signOut.awaitsReceipt && <Proof session={session} mySid={mySid} />}
      </div>
    </li>
  );
}
