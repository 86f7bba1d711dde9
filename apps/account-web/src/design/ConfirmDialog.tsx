import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import type { ReactNode } from 'react';
import { Button } from './Button.js';
import './dialog.css';
import { ProblemNotice } from './Notice.js';

interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly confirm: string;
  readonly confirming: string;
  readonly pending: boolean;
  /** Why the last try failed; null for none. */
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * Asks before something ends. The keyboard stays inside, Escape and Cancel change nothing, and focus returns to
 * where it was. It leaves at once, without animation: while it stayed it would hold the focus.
 */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, title, confirm, confirming, pending, error, onConfirm, onClose, children } = props;
  const close = (): void => {
    if (!pending) onClose();
  };
  return (
    <ModalOverlay className="veil" isOpen={isOpen} isDismissable={!pending} onOpenChange={close}>
      <Modal className="sheet">
        <Dialog className="dialog" role="alertdialog">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
          {error !== null && <ProblemNotice error={error} />}
          <div className="dialog-actions">
            <Button onPress={close}>Cancel</Button>
            <Button look="primary" pending={pending} onPress={onConfirm}>
              {pending ? confirming : confirm}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
