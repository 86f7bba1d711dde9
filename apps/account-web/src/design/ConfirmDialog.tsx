import { useState, type FormEvent, type ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Form } from 'react-aria-components/Form';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { codeOf } from '../api/problem.js';
import { Button } from './Button.js';
import './dialog.css';
import { Field } from './Field.js';
import { ProblemNotice } from './Notice.js';

interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly confirm: string;
  readonly confirming: string;
  readonly pending: boolean;
  /** Why the last try failed; null for none. `password_required` makes it ask for the password. */
  readonly error: unknown;
  /** @param password what was typed, where it was asked for; null else */
  readonly onConfirm: (password: string | null) => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * Asks before something ends. The keyboard stays inside, Escape and Cancel change nothing, and focus returns to
 * where it was. It leaves at once, without animation: while it stayed it would hold the focus.
 */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, title, pending, onClose, children } = props;
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
          <Decision {...props} onClose={close} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Decision({ confirm, confirming, pending, error, onConfirm, onClose }: ConfirmDialogProps) {
  const [asksPassword, setAsksPassword] = useState(false);
  const isRequired = error !== null && codeOf(error) === 'password_required';
  // Once asked for it stays, whatever the next answer is.
  if (isRequired && !asksPassword) setAsksPassword(true);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (pending) return;
    const typed = new FormData(event.currentTarget).get('password');
    onConfirm(typeof typed === 'string' ? typed : null);
  };
  return (
    <Form className="dialog-decision" onSubmit={submit}>
      {asksPassword && (
        <div className="dialog-password">
          <p role="status">Type your password to go on: you signed in here a while ago.</p>
          <Field label="Password" name="password" type="password" autoComplete="current-password" autoFocus />
        </div>
      )}
      {error !== null && !isRequired && <ProblemNotice error={error} />}
      <div className="dialog-actions">
        <Button onPress={onClose}>Cancel</Button>
        <Button type="submit" look="primary" pending={pending}>
          {pending ? confirming : confirm}
        </Button>
      </div>
    </Form>
  );
}
