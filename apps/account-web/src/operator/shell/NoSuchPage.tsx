import { Link } from 'react-router';
import { buttonClass } from '../../design/Button.js';
import { OperatorPage } from './OperatorPage.js';

export function NoSuchPage() {
  return (
    <OperatorPage title="There is no such page" lead="The address may be mistyped, or the page has moved.">
      <div>
        <Link className={buttonClass('primary')} to="/">
          Go to the campaigns
        </Link>
      </div>
    </OperatorPage>
  );
}
