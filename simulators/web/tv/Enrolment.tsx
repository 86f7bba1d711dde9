import { Brand } from '../app/Brand.js';
import { QrCode } from '../app/QrCode.js';
import type { Screen } from '../app/screen.js';
import type { StreamingApp } from '../app/streaming-app.js';
import { Wiped } from '../app/Wiped.js';
import { WHY } from '../app/words.js';
import { RemoteButton } from './RemoteButton.js';

export function Enrolment({ app, screen }: { app: StreamingApp; screen: Screen }) {
  const { at, code, because, signedOut } = screen;
  if (at === 'code' && code !== null) {
    const { userCode, verificationUri, verificationUriComplete } = code;
    return (
      <section className="enrol enrol-code">
        <div>
          <Brand />
          <h1>Link this TV</h1>
          <p className="lead">On your phone or computer, open</p>
          <p className="address">{verificationUri.replace(/^https?:\/\//, '')}</p>
          <p className="lead">and enter</p>
          <p className="code" aria-label={`Code ${userCode}`}>
            {userCode}
          </p>
        </div>
        <figure>
          <QrCode
            text={verificationUriComplete ?? verificationUri}
            label="The address and the code, as a picture"
          />
          <figcaption>or point a camera here</figcaption>
        </figure>
      </section>
    );
  }
  if (signedOut !== null) {
    return (
      <section className="enrol enrol-out">
        <div>
          <Brand />
          <h1>This TV was signed out</h1>
          <p className="lead">Your account is untouched. To watch here again, link this TV again.</p>
          <RemoteButton press={() => app.link()} first look="primary">
            Link again
          </RemoteButton>
        </div>
        <Wiped signedOut={signedOut} device="TV" />
      </section>
    );
  }
  return (
    <section className="enrol enrol-new">
      <Brand />
      <h1>Films, on this TV</h1>
      <p className="lead">{because === null ? '' : WHY[because]}</p>
      {at === 'asking' ? (
        <p className="lead">Asking for a code…</p>
      ) : (
        <RemoteButton press={() => app.link()} first look="primary">
          Show a code
        </RemoteButton>
      )}
    </section>
  );
}
