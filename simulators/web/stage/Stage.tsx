import { useRef } from 'react';
import { Mark } from '../app/Mark.js';
import { Facts } from './Facts.js';
import { useDevice, type OnStage } from './use-device.js';
import { useChanges, useSignOut, useStreams } from './use-sign-out.js';

/** A television and a phone that play, and the account they belong to: the real pages, in frames. */
export function Stage({ accountUrl }: { accountUrl: string }) {
  const tvFrame = useRef<HTMLIFrameElement>(null);
  const phoneFrame = useRef<HTMLIFrameElement>(null);
  const tv = useDevice('tv', tvFrame);
  const phone = useDevice('phone', phoneFrame);
  const changes = useChanges();
  const tvOut = useSignOut(endedSession(tv), changes);
  const phoneOut = useSignOut(endedSession(phone), changes);
  const streams = useStreams();
  const streamed = (sid: string | null) => streams.find((one) => one.sid === sid);
  return (
    <main className="stage" aria-label="The stage">
      <header className="head">
        <h1>
          <Mark /> Signoff
        </h1>
        <p>
          In the account, press <b>Use the demo account</b>, then <b>Sign out</b> on the TV: the film stops in
          mid-scene.
        </p>
      </header>
      <div className="tv-place">
        <iframe ref={tvFrame} className="tv-frame" src="/tv/" title="The TV" allow="autoplay" />
        <Facts name="TV" device={tv} signOut={tvOut} streamed={streamed(tv.sid)} />
        {tv.says !== null && tv.says.signedOut === null && <Plan />}
      </div>
      <div className="phone-place">
        <iframe ref={phoneFrame} className="phone-frame" src="/phone/" title="The phone" allow="autoplay" />
        <Facts name="phone" device={phone} signOut={phoneOut} streamed={streamed(phone.sid)} />
      </div>
      <div className="account-place">
        <iframe className="account-frame" src={`${accountUrl}/account`} title="The account" />
      </div>
    </main>
  );
}

/** What there is to see, before it is seen. */
const Plan = () => (
  <ol className="plan">
    <li>
      <span>
        <b>Blocked</b>: every server that let the TV in refuses it, and cuts off what it was sending.
      </span>
    </li>
    <li>
      <span>
        <b>Wiped</b>: the TV is told, stops, deletes what it kept of you, and signs a receipt for it.
      </span>
    </li>
    <li>
      <span>
        <b>The phone plays on.</b> It is another session, and nobody signed it out.
      </span>
    </li>
  </ol>
);

/** The session that a device was signed out of, while it says so. */
const endedSession = ({ says, sid }: OnStage): string | null =>
  says === null || says.signedOut === null ? null : sid;
