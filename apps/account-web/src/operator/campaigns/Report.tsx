import { buttonClass } from '../../design/Button.js';
import { reportOf } from '../api/operator-api.js';
import type { Campaign } from '../api/shapes.js';

/** The whole account, to keep: each session and how it ended, every odd one named. */
export function Report({ campaign: { id, status } }: { readonly campaign: Campaign }) {
  return (
    <section className="card card-padded section" aria-labelledby="report">
      <h2 id="report">Report</h2>
      <p className="soft">
        Every session with both its clocks, and each that is not confirmed by name.
        {status !== 'done' && ' As far as it is now.'}
      </p>
      <div className="desk-actions">
        <a className={buttonClass('quiet')} href={reportOf(id, 'csv')} download>
          Download as CSV
        </a>
        <a className={buttonClass('quiet')} href={reportOf(id, 'json')} download>
          Download as JSON
        </a>
      </div>
    </section>
  );
}
