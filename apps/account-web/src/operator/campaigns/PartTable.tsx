import { kindTitle } from '../../words/device-words.js';
import type { PartFigures } from '../api/shapes.js';
import { numberWords, shareWords } from '../words/numbers.js';

interface PartTableProps {
  readonly id: 'by-kind' | 'by-model';
  readonly title: string;
  readonly parts: readonly (PartFigures & { readonly name: string })[];
}

/** Confirmed and unreachable by kind or by model. */
export function PartTable({ id, title, parts }: PartTableProps) {
  if (parts.length === 0) return null;
  const label = (name: string): string => (id === 'by-kind' ? kindTitle(name) : name);
  return (
    <section className="section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {/* It may scroll sideways on a phone, so the keyboard must come to it. */}
      <div className="card table-card" tabIndex={0} role="group" aria-label={`${title}, a table`}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{id === 'by-kind' ? 'Kind' : 'Model'}</th>
              <th scope="col" className="table-number">
                Devices
              </th>
              <th scope="col" className="table-number">
                Confirmed
              </th>
              <th scope="col" className="table-number">
                Unreachable
              </th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ name, count, confirmed, unreachable }) => (
              <tr key={name}>
                <th scope="row">{label(name)}</th>
                <td className="table-number">{numberWords(count)}</td>
                <td className="table-number">
                  {numberWords(confirmed)} <span className="soft small">{shareWords(confirmed, count)}</span>
                </td>
                <td className="table-number">{numberWords(unreachable)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
