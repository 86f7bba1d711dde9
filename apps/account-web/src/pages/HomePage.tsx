import { ChevronRight, MonitorSmartphone } from 'lucide-react';
import { Link, useNavigate } from 'react-router';
import { CodeForm } from '../activation/CodeForm.js';
import { useSessions } from '../api/queries.js';
import { Page } from '../design/Page.js';
import { useSignedIn } from '../sign-in/me-context.js';
import { countWords } from '../words/device-words.js';
import './pages.css';

export function HomePage() {
  const { account, sid } = useSignedIn();
  const navigate = useNavigate();
  return (
    <Page title={`Hello, ${account.displayName}`} lead="Link a new device, or look after those you have.">
      <section className="card card-padded section" aria-labelledby="link">
        <h2 id="link">Link a TV or phone</h2>
        <p className="soft">Open the app on it, and type the code it shows.</p>
        <CodeForm
          initial=""
          pending={false}
          onCode={(code) => void navigate(`/activate?user_code=${encodeURIComponent(code)}`)}
        />
      </section>
      <Link className="card setting home-account" to="/account">
        <MonitorSmartphone className="setting-icon" size={22} strokeWidth={1.75} aria-hidden="true" />
        <span className="setting-body">
          <span className="setting-name">Your devices</span>
          <span className="soft small">
            <DeviceCount sid={sid} />
          </span>
        </span>
        <ChevronRight className="setting-icon" size={18} aria-hidden="true" />
      </Link>
    </Page>
  );
}

function DeviceCount({ sid }: { readonly sid: string }) {
  const { data } = useSessions(sid);
  if (data === undefined) return 'See where you are signed in, and sign out.';
  const on = data.filter(({ signOut }) => signOut === null);
  return `${countWords(on)} signed in. See where, and sign out.`;
}
