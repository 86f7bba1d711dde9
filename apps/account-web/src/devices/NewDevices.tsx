import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { accountApi } from '../api/account-api.js';
import { useLive } from '../api/live.js';
import { codeOf } from '../api/problem.js';
import type { Session } from '../api/shapes.js';
import { Button, buttonClass } from '../design/Button.js';
import { Notice, ProblemNotice } from '../design/Notice.js';
import { kindTitle } from '../words/device-words.js';
import { agoWords } from '../words/duration.js';
import { useNow } from '../words/use-now.js';
import { useNewDevices } from './new-devices.js';
import { SignOutOne } from './SignOutOne.js';

/** Tells whoever looks at any page that a device was linked elsewhere, and takes "This wasn't me" for an answer. */
export function NewDevices({ mySid }: { readonly mySid: string }) {
  const devices = useNewDevices(mySid);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const close = (sid: string): void => {
    setClosed((before) => new Set(before).add(sid));
    // Its button is gone, and the focus with it.
    document.getElementById('main')?.focus();
  };
  const open = devices.filter(({ sid }) => !closed.has(sid));
  if (open.length === 0) return null;
  return (
    <div className="news">
      {open.map((device) => (
        <NewDevice key={device.sid} device={device} onClose={() => close(device.sid)} />
      ))}
    </div>
  );
}

function NewDevice({ device, onClose }: { readonly device: Session; readonly onClose: () => void }) {
  const { sid, kind, name, model, lastAddress, createdAt, signOut } = device;
  const now = useNow();
  const { refresh } = useLive();
  const [isDisowned, setIsDisowned] = useState(false);
  const [asked, setAsked] = useState<Session | null>(null);
  const disown = useMutation({
    mutationFn: () => accountApi.signOut(sid),
    onSuccess: () => setIsDisowned(true),
    onError: (error) => {
      if (codeOf(error) === 'password_required') setAsked(device);
    },
    onSettled: refresh,
  });
  if (isDisowned) return <Disowned name={name} onClose={onClose} />;
  // Signed out elsewhere meanwhile: there is nothing left to ask.
  if (signOut !== null) return null;
  const ago = agoWords(createdAt, now).replace('a moment ago', 'just now');
  return (
    <>
      <Notice tone="warn" what={`“${name}” was linked ${ago}.`} urgent>
        <p>
          {kindTitle(kind)} · {model} · from {lastAddress}. It can use your account.
        </p>
        {disown.isError && asked === null && <ProblemNotice error={disown.error} />}
        <div className="notice-actions news-actions">
          <Button
            size="small"
            look="primary"
            label={`This wasn’t me who linked ${name}`}
            pending={disown.isPending}
            onPress={() => disown.mutate()}
          >
            {disown.isPending ? 'Signing out…' : 'This wasn’t me'}
          </Button>
          <Button size="small" label={`It was me who linked ${name}`} onPress={onClose}>
            It was me
          </Button>
        </div>
      </Notice>
      <SignOutOne
        session={asked}
        onClose={() => {
          setAsked(null);
          disown.reset();
        }}
        onSignedOut={() => setIsDisowned(true)}
      />
    </>
  );
}

function Disowned({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => notice.current?.focus(), []);
  return (
    <div className="news-done" ref={notice} tabIndex={-1}>
      <Notice tone="good" what={`“${name}” is signed out.`}>
        <p>Whoever linked it was signed in to your account, and may know your password.</p>
        <div className="notice-actions news-actions">
          <Link className={buttonClass('primary', 'small')} to="/account/password" onClick={onClose}>
            Change your password
          </Link>
          <Button size="small" onPress={onClose}>
            Close
          </Button>
        </div>
      </Notice>
    </div>
  );
}
