import type { SignedOut } from './screen.js';
import { clockOf, wipedWords } from './words.js';

/** What a sign-out did to this device, item by item, and who knows of it. */
export function Wiped({ signedOut, device }: { signedOut: SignedOut; device: string }) {
  const { wiped, receipt, cutOff, isEmpty } = signedOut;
  return (
    <div className="wiped" role="status">
      {cutOff !== null && (
        <p className="wiped-cut">
          “{cutOff.title}” stopped at <b>{clockOf(cutOff.atS)}</b>.
        </p>
      )}
      <ul className="wiped-list" aria-label="Deleted">
        {wiped.map((name) => (
          <li key={name}>
            <Tick /> {wipedWords(name)}
          </li>
        ))}
      </ul>
      {isEmpty !== null && (
        <p className={isEmpty ? 'wiped-empty' : 'wiped-left'}>
          {isEmpty
            ? `Looked again: nothing of the account is on this ${device}.`
            : `Something of the account is still on this ${device}.`}
        </p>
      )}
      {receipt !== 'none' && (
        <p className={`receipt receipt-${receipt}`}>
          {receipt === 'stored' ? (
            <>
              <Tick /> The service has this {device}’s signed receipt.
            </>
          ) : (
            'Sending the signed receipt…'
          )}
        </p>
      )}
    </div>
  );
}

const Tick = () => (
  <svg className="tick" viewBox="0 0 16 16" aria-hidden="true">
    <path d="M3 8.5l3.4 3.4L13 5" fill="none" stroke="currentColor" strokeWidth="2.2" />
  </svg>
);
