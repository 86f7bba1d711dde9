import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { accountApi } from '../api/account-api.js';
import { useLive } from '../api/live.js';
import { codeOf } from '../api/problem.js';
import { noteRenamed } from '../api/queries.js';
import type { Session } from '../api/shapes.js';
import { ProblemNotice } from '../design/Notice.js';
import { useSignedIn } from '../sign-in/me-context.js';
import { isName, NameForm } from './NameForm.js';

interface DeviceNameProps {
  readonly session: Session;
}

/** A device's name, changed in place: Enter keeps it, Escape leaves it, and the focus comes back to the pencil. */
export function DeviceName({ session: { sid, name, current } }: DeviceNameProps) {
  const client = useQueryClient();
  const { sid: mySid } = useSignedIn();
  const { refresh } = useLive();
  const [isEditing, setIsEditing] = useState(false);
  const [said, setSaid] = useState('');
  const pencil = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  const rename = useMutation({
    mutationFn: (wanted: string) => accountApi.rename(sid, wanted),
    onSuccess: (_, wanted) => {
      noteRenamed(client, mySid, sid, wanted);
      setSaid(`It is now called ${wanted}.`);
      setIsEditing(false);
    },
    onError: (error) => {
      // Gone already: the list is what is out of date.
      if (codeOf(error) === 'session_not_found') setIsEditing(false);
    },
    onSettled: refresh,
  });
  useEffect(() => {
    if (wasEditing.current && !isEditing) pencil.current?.focus();
    wasEditing.current = isEditing;
  }, [isEditing]);
  const keep = (typed: string): void => {
    const wanted = typed.trim();
    if (wanted === name) setIsEditing(false);
    else if (isName(wanted) && !rename.isPending) rename.mutate(wanted);
  };
  return (
    <>
      {isEditing ? (
        <NameForm name={name} pending={rename.isPending} onKeep={keep} onLeave={() => setIsEditing(false)} />
      ) : (
        <p className="row-name">
          <span>{name}</span>
          {current && <span className="badge">This browser</span>}
          <AriaButton
            ref={pencil}
            className="pencil"
            aria-label={`Rename ${name}`}
            onPress={() => {
              rename.reset();
              setSaid('');
              setIsEditing(true);
            }}
          >
            <Pencil size={15} strokeWidth={2} aria-hidden="true" />
          </AriaButton>
        </p>
      )}
      {isEditing && rename.isError && <ProblemNotice error={rename.error} />}
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </>
  );
}
