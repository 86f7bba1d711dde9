import { Brand } from '../app/Brand.js';
import { QrCode } from '../app/QrCode.js';
import type { Screen } from '../app/screen.js';
import type { StreamingApp } from '../app/streaming-app.js';
import { Wiped } from '../app/Wiped.js';
import { WHY } from '../app/words.js';

export function Enrolment({ app, screen }: { app: StreamingApp; screen: Screen }) {
  const { at, code, because, signedOut } = screen;
  if (at === 'code' && code !== null) {
    const { userCode, verificationUri, verificationUriComplete } = code;
    const address = verificationUriComplete ?? verificationUri;
    return (
      <section className="enrol">
        <Brand />
        <h1>Link this phone</h1>
        <p className="lead">
          Where you are signed in, open <b>{verificationUri.replace(/^https?:\/\//, '')}</b> and enter
        </p>
        <p className="code" aria-label={`Code ${userCode}`}>
          {userCode}
        </p>
        <a className="button" href={address} target="_blank" rel="noreferrer">
          Open it here
        </a>
        <QrCode text={address} label="The address and the code, as a picture" />
      </section>
    );
  }
  if (signedOut !== null) {
    return (
      <section className="enrol">
        <Brand />
        <h1>This phone was signed out</h1>
        <p className="lead">Your account is untouched.</p>
        <Wiped signedOut={signedOut} device="phone" />
        <button type="button" className="button" onClick={() => app.link()}>
          Link again
        </button>
      </section>
    );
  }
  return (
    <section className="enrol enrol-new">
      <Brand />
      <h1>Films, in your hand</h1>
      <p className="lead">{because === null ? '' : WHY[because]}</p>
      <button type="button" className="button" disabled={at === 'asking'} onClick={() => app.link()}>
        {at === 'asking' ? 'Asking for a code…' : 'Link this phone'}
      </button>
    </section>
  );
}
