import { Link, Outlet } from 'react-router';
import type { SignedInAnswer } from '../api/shapes.js';
import { NewDevices } from '../devices/NewDevices.js';
import { ConnectionNotice } from './ConnectionNotice.js';
import { Mark } from './Mark.js';
import { ProfileMenu } from './ProfileMenu.js';
import './shell.css';

/** What stands around every page. Without anyone signed in there is no profile. */
export function Shell({ me }: { readonly me: SignedInAnswer | null }) {
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="bar">
        <div className="bar-inner">
          <Link to="/" className="brand" aria-label="Signoff, home">
            <Mark />
            <span>Signoff</span>
          </Link>
          {me !== null && <ProfileMenu account={me.account} />}
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {me !== null && <ConnectionNotice />}
        {me !== null && <NewDevices mySid={me.sid} />}
        <Outlet />
      </main>
    </>
  );
}
