import { useEffect, useRef, useState } from 'react';
import { readReceipt, type ReadReceipt } from './read-receipt.js';

/** The signed text, decoded, with what it proves and what it does not. */
export function Receipt({ receipt, device, close }: { receipt: string; device: string; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [read, setRead] = useState<ReadReceipt | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => void readReceipt(receipt).then(setRead), [receipt]);
  return (
    <dialog ref={dialog} className="receipt-sheet" aria-labelledby="receipt-title" onClose={close}>
      <header>
        <h2 id="receipt-title">The {device}’s receipt</h2>
        <button type="button" className="quiet-button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      {read !== null && (
        <>
          <p className={read.isSigned ? 'good' : 'warn'}>
            {read.isSigned
              ? 'Signature checked in this browser just now: it is by the key in the header.'
              : 'The signature is not by the key in the header.'}
          </p>
          <div className="receipt-text" tabIndex={0} role="region" aria-label="What was signed">
            <h3>What the {device} says</h3>
            <pre>{JSON.stringify(read.claims, null, 2)}</pre>
            <h3>Header, with its public key</h3>
            <pre>{JSON.stringify(read.header, null, 2)}</pre>
            <h3>As it came</h3>
            <pre className="receipt-raw">{receipt}</pre>
          </div>
          <div className="receipt-meaning">
            <div>
              <h3>It proves</h3>
              <ul>
                <li>
                  The key that was linked to this session, and never left the {device}, signed this text.
                </li>
                <li>
                  It had the very event that ended the session in hand: <code>event_hash</code> is its hash.
                </li>
                <li>The account API compared that key with the session’s before it said “confirmed”.</li>
              </ul>
            </div>
            <div>
              <h3>It does not prove</h3>
              <ul>
                <li>That a {device} somebody has tampered with really deleted what it lists.</li>
                <li>
                  When, by its own clock: <code>iat</code> may be decades off, and is not judged.
                </li>
                <li>That it is locked out. That needs no word of its: every server refuses it already.</li>
              </ul>
            </div>
          </div>
        </>
      )}
    </dialog>
  );
}
