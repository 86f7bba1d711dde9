import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useRevocation } from '../api/queries.js';
import type { Revocation, Session, SignOut } from '../api/shapes.js';
import { Button } from '../design/Button.js';
import { ProblemNotice } from '../design/Notice.js';
import { ReceiptDialog } from '../receipts/ReceiptDialog.js';
import { counted, momentWords } from '../words/duration.js';

interface ProofProps {
  readonly session: Session & { readonly signOut: SignOut };
  readonly mySid: string;
}

/** What the two clocks rest on, for who wants to know. Asked for when opened. */
export function Proof({ session, mySid }: ProofProps) {
  const { signOut, name } = session;
  const [isOpen, setIsOpen] = useState(false);
  const revocation = useRevocation(mySid, signOut.revocationId, isOpen);
  return (
    <details className="proof" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="small" aria-label={`Details of signing out ${name}`}>
        Details
        <ChevronDown size={14} aria-hidden="true" />
      </summary>
      {revocation.data !== undefined && <Facts session={session} revocation={revocation.data} />}
      {revocation.isPending && <p className="soft small">Looking it up…</p>}
      {revocation.isError && revocation.data === undefined && (
        <ProblemNotice error={revocation.error} onRetry={() => void revocation.refetch()} />
      )}
    </details>
  );
}

interface FactsProps {
  readonly session: ProofProps['session'];
  readonly revocation: Revocation;
}

function Facts({ session: { sid, kind, name, signOut }, revocation }: FactsProps) {
  const { requestedAt, blockedAt, confirmedAt } = signOut;
  const [isReceiptOpen, setIsReceiptOpen] = useState(false);
  const receipt = revocation.devices.find((device) => device.sid === sid)?.receipt ?? null;
  return (
    <dl className="facts small">
      <dt>You pressed</dt>
      <dd>{momentWords(requestedAt)}</dd>
      <dt>Blocked</dt>
      <dd>
        {blockedAt === null
          ? 'Not by every server yet.'
          : revocation.points === 0
            ? 'The moment it was decided: no server was letting devices in.'
            : `By ${revocation.points === 1 ? 'the one server' : `all ${counted(revocation.points, 'server')}`} that let devices in.`}
      </dd>
      <dt>Wiped</dt>
      <dd>
        {confirmedAt === null
          ? 'No report yet.'
          : 'Reported by the device, signed with the key that only this device has.'}
        {receipt !== null && (
          <div>
            <Button look="plain" size="small" onPress={() => setIsReceiptOpen(true)}>
              Open the receipt
            </Button>
            <ReceiptDialog
              receipt={receipt}
              kind={kind}
              name={name}
              isOpen={isReceiptOpen}
              onClose={() => setIsReceiptOpen(false)}
            />
          </div>
        )}
      </dd>
      <dt>Reference</dt>
      <dd className="code">{revocation.txn}</dd>
    </dl>
  );
}
