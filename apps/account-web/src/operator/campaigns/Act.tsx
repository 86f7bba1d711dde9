import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Form } from 'react-aria-components/Form';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Button } from '../../design/Button.js';
import '../../design/dialog.css';
import { campaignKey, CAMPAIGNS } from '../api/queries.js';
import { OperatorProblem } from '../shell/OperatorProblem.js';

interface ActProps {
  readonly campaignId: string;
  readonly look?: 'primary' | 'quiet';
  /** On the button, with what stands in the question's heading and on its own button. */
  readonly action: string;
  readonly question: string;
  readonly confirm: string;
  readonly confirming: string;
  readonly run: (campaignId: string) => Promise<unknown>;
  /** What it does, and what it does not. */
  readonly children: ReactNode;
}

/** A button that asks before it acts upon a campaign. */
export function Act(props: ActProps) {
  const { campaignId, look = 'quiet', action, question, confirm, confirming, run, children } = props;
  const client = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const act = useMutation({
    mutationFn: () => run(campaignId),
    onSuccess: () => setIsOpen(false),
    // Whatever came of it: an answer that was lost may have been a yes.
    onSettled: async () => {
      await Promise.all(
        [campaignKey(campaignId), CAMPAIGNS].map((queryKey) => client.invalidateQueries({ queryKey })),
      );
    },
  });
  const ask = (open: boolean): void => {
    if (act.isPending) return;
    act.reset();
    setIsOpen(open);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!act.isPending) act.mutate();
  };
  return (
    <>
      <Button look={look} onPress={() => ask(true)}>
        {action}
      </Button>
      <ModalOverlay className="veil" isOpen={isOpen} isDismissable={!act.isPending} onOpenChange={ask}>
        <Modal className="sheet">
          <Dialog className="dialog" role="alertdialog">
            <Heading slot="title" level={2}>
              {question}
            </Heading>
            {children}
            <Form className="dialog-decision" onSubmit={submit}>
              {act.isError && <OperatorProblem error={act.error} />}
              <div className="dialog-actions">
                <Button onPress={() => ask(false)}>Go back</Button>
                <Button type="submit" look="primary" pending={act.isPending}>
                  {act.isPending ? confirming : confirm}
                </Button>
              </div>
            </Form>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}
