import { useState } from 'react';
import { Receipt } from './Receipt.js';
import type { SignOut, Streamed } from './stage-api.js';
import type { OnStage } from './use-device.js';

interface FactsProps {
  readonly name: string;
  readonly device: OnStage;
  readonly signOut: SignOut | null;
  readonly streamed: Streamed | undefined;
}

/** What stands beside a device: what it was streamed, and, once it is signed out, both clocks and its receipt. */
export function Facts({ name, device: { says, linkAgain }, signOut, streamed }: FactsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const isOut = says !== null && says.signedOut !== null && says.at === 'enrolment';
  return (
    <section className="facts" aria-label={`${name}: what is known`}>
      {isOut && signOut !== null ? (
        <>
          <div className="clocks">
            <Clock
              at={signOut.blockedAt}
              from={signOut.requestedAt}
              words={
                signOut.points === 0 ? 'blocked' : `blocked by all ${signOut.points} servers that let it in`
              }
            />
            <Clock at={signOut.confirmedAt} from={signOut.requestedAt} words="wiped, by its signed receipt" />
          </div>
          <p className="bytes">
            <b>{streamed?.bytesAfterRevoked ?? 0} bytes</b> of film were sent to it after it was blocked
            {streamed === undefined ? '' : `, ${sizeOf(streamed.bytes)} before`}.
          </p>
          <div className="buttons">
            <button type="button" className="main-button" onClick={linkAgain}>
              Link again
            </button>
            <button
              type="button"
              className="quiet-button"
              disabled={signOut.receipt === null}
              onClick={() => setIsOpen(true)}
            >
              Open its receipt
            </button>
          </div>
          {isOpen && signOut.receipt !== null && (
            <Receipt receipt={signOut.receipt} device={name} close={() => setIsOpen(false)} />
          )}
        </>
      ) : isOut ? (
        <>
          <p className="bytes">Signed out on the device itself.</p>
          <div className="buttons">
            <button type="button" className="main-button" onClick={linkAgain}>
              Link again
            </button>
          </div>
        </>
      ) : (
        <p className="state">
          <span className={says?.online === true ? 'dot dot-on' : 'dot'} />
          {stateOf(says)}
          {streamed !== undefined && says !== null && says.sid !== null && (
            <span className="soft"> · {sizeOf(streamed.bytes)} streamed to this session</span>
          )}
        </p>
      )}
    </section>
  );
}

function Clock({ at, from, words }: { at: number | null; from: number; words: string }) {
  return (
    <p className="clock">
      <b>{at === null ? '…' : `${Math.max(0, Math.round(at - from))} ms`}</b>
      <span>{words}</span>
    </p>
  );
}

function stateOf(says: OnStage['says']): string {
  if (says !== null && says.problem !== null) return 'Cannot go on by itself: its screen says why';
  switch (says?.at) {
    case 'film':
      return `Playing “${says.title}”`;
    case 'code':
      return 'Shows a code, which its owner approves';
    case 'asking':
      return 'Asks for a code';
    case 'profiles':
    case 'shelf':
      return 'Linked';
    case 'enrolment':
      return 'Not linked';
    case 'elsewhere':
      return 'Open in another window';
    default:
      return 'Starting';
  }
}

const sizeOf = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
