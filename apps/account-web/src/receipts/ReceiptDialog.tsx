import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Button } from '../design/Button.js';
import '../design/dialog.css';
import { Notice } from '../design/Notice.js';
import { kindWord } from '../words/device-words.js';
import { readReceipt, receiptText, type OpenReceipt } from './read-receipt.js';
import { Claims, Evidence } from './SignedText.js';
import { Meaning } from './Meaning.js';
import './receipts.css';

interface ReceiptDialogProps {
  readonly receipt: string;
  readonly kind: string;
  readonly name: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** A device's receipt, opened: the signed text, what it proves, and what it does not. */
export function ReceiptDialog({ receipt, kind, name, isOpen, onClose }: ReceiptDialogProps) {
  const opened = useQuery({
    queryKey: ['receipt', receipt],
    queryFn: () => readReceipt(receipt),
    enabled: isOpen,
    retry: false,
    staleTime: Infinity,
  });
  return (
    <ModalOverlay className="veil" isOpen={isOpen} isDismissable onOpenChange={onClose}>
      <Modal className="sheet sheet-wide">
        <Dialog className="dialog">
          <Heading slot="title" level={2}>
            Receipt of “{name}”
          </Heading>
          {opened.isError && (
            <Notice tone="warn" what="This text is no receipt." urgent>
              <p className="code">{receipt}</p>
            </Notice>
          )}
          {opened.data !== undefined && (
            <>
              <Checked opened={opened.data} />
              <Claims opened={opened.data} />
              <Meaning device={kindWord(kind)} />
              <Evidence opened={opened.data} receipt={receipt} />
            </>
          )}
          <div className="dialog-actions">
            {opened.data !== undefined && <Copy text={receiptText(receipt, opened.data)} />}
            <Button look="primary" onPress={onClose}>
              Close
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Checked({ opened: { isSigned } }: { readonly opened: OpenReceipt }) {
  if (isSigned === null)
    return (
      <Notice what="This browser cannot check the signature here.">
        <p>The service did, before it took the receipt. Open these pages over https to check it yourself.</p>
      </Notice>
    );
  if (!isSigned)
    return (
      <Notice tone="warn" what="The signature is not by the key in this receipt." urgent>
        <p>Do not rely on it. The device is blocked all the same.</p>
      </Notice>
    );
  return (
    <Notice tone="good" what="Signature checked in this browser just now.">
      <p>The text below is what the key in it signed, to the letter.</p>
    </Notice>
  );
}

function Copy({ text }: { readonly text: string }) {
  const [came, setCame] = useState<'copied' | 'not' | null>(null);
  const copy = (): void => {
    // A page in another's frame may not write there, and says so by throwing at once or later.
    new Promise<void>((resolve) => resolve(navigator.clipboard.writeText(text))).then(
      () => setCame('copied'),
      () => setCame('not'),
    );
  };
  return (
    <>
      <span className="soft small receipt-copied" role="status">
        {came === 'copied' && 'Copied.'}
        {came === 'not' && 'Copying is not allowed here. Select the text and copy it.'}
      </span>
      <Button onPress={copy}>Copy as text</Button>
    </>
  );
}
