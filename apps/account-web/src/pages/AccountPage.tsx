import { ChevronRight, KeyRound, MonitorSmartphone } from 'lucide-react';
import { Link } from 'react-router';
import { ActivityList } from '../activity/ActivityList.js';
import { Page } from '../design/Page.js';
import { DeviceLists } from '../devices/DeviceLists.js';
import { SignOutAll } from '../devices/SignOutAll.js';
import { useSignedIn } from '../sign-in/me-context.js';
import './pages.css';

export function AccountPage() {
  const { account, sid } = useSignedIn();
  return (
    <Page title="Account" lead={`${account.displayName} · ${account.email}`}>
      <section className="section" aria-labelledby="settings">
        <h2 id="settings">Settings</h2>
        <ul className="card rows settings">
          <li>
            <Link className="setting" to="/activate">
              <MonitorSmartphone className="setting-icon" size={20} strokeWidth={1.75} aria-hidden="true" />
              <span className="setting-body">
                <span className="setting-name">Link a TV or phone</span>
                <span className="soft small">With the code it shows on its screen.</span>
              </span>
              <ChevronRight className="setting-icon" size={18} aria-hidden="true" />
            </Link>
          </li>
          <li>
            <Link className="setting" to="/account/password">
              <KeyRound className="setting-icon" size={20} strokeWidth={1.75} aria-hidden="true" />
              <span className="setting-body">
                <span className="setting-name">Change your password</span>
                <span className="soft small">And sign out whoever knew the old one.</span>
              </span>
              <ChevronRight className="setting-icon" size={18} aria-hidden="true" />
            </Link>
          </li>
          <SignOutAll mySid={sid} />
        </ul>
      </section>
      <DeviceLists mySid={sid} />
      <ActivityList mySid={sid} />
    </Page>
  );
}
