import { buttonClass } from '../../design/Button.js';
import { reportOf } from '../api/operator-api.js';
import type { Campaign } from '../api/shapes.js';

const FORMS = [
  { devices: 'odd', format: 'csv', words: 'Not confirmed, as CSV' },
  { devices: 'all', format: 'csv', words: 'All, as CSV' },
  { devices: 'all', format: 'json', words: 'All, as JSON' },
] as const;

/** The whole account, to keep: each session and how it ended, every odd one named. */
export function Report({ campaign: { id, status } }: { readonly campaign: Campaign }) {
  return (
    <section className="card card-padded section" aria-labelledby="report">
      <h2 id="report">Report</h2>
      <p className="soft">
        Each device that has not confirmed, by name, with when it was blocked and last seen; or all of them.
        {status !== 'done' && ' As it is now.'}
      </p>
      <div className="desk-actions">
        {FORMS.map(({ devices, format, words }) => (
          <a key={words} className={buttonClass('quiet')} href={reportOf(id, format, devices)} download>
            {words}
          </a>
        ))}
      </div>
    </section>
  );
}
