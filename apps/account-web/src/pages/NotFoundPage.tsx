import { Link } from 'react-router';
import { buttonClass } from '../design/Button.js';
import { Page } from '../design/Page.js';

export function NotFoundPage() {
  return (
    <Page title="There is no such page" lead="The address may be mistyped, or the page has moved.">
      <div>
        <Link className={buttonClass('primary')} to="/account">
          Go to your account
        </Link>
      </div>
    </Page>
  );
}
