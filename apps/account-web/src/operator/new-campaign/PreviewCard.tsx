import type { UseQueryResult } from '@tanstack/react-query';
import { SkeletonRows } from '../../design/Skeleton.js';
import { DeviceIcon } from '../../devices/DeviceIcon.js';
import { kindTitle } from '../../words/device-words.js';
import type { Example, Preview } from '../api/shapes.js';
import { OperatorProblem } from '../shell/OperatorProblem.js';
import { countedWords, numberWords } from '../words/numbers.js';

interface PreviewCardProps {
  readonly preview: UseQueryResult<Preview>;
  /** Why there is nothing to show; null when there is. */
  readonly nothing: string | null;
  /** What is shown is being replaced. */
  readonly isOld?: boolean;
}

/** What a class is now: how many, how many online, of which kinds and models, and a few of them by name. */
export function PreviewCard({ preview, nothing, isOld = false }: PreviewCardProps) {
  return (
    <section className="section" aria-labelledby="preview">
      <h2 id="preview">What that is now</h2>
      {nothing !== null && <p className="card card-padded soft">{nothing}</p>}
      {nothing === null && preview.isError && (
        <OperatorProblem error={preview.error} onRetry={() => void preview.refetch()} />
      )}
      {nothing === null && preview.isPending && (
        <div className="card">
          <SkeletonRows rows={2} what="how many it is" />
        </div>
      )}
      {nothing === null && preview.data !== undefined && !preview.isError && (
        <div className="card preview" data-old={isOld || undefined}>
          <Numbers preview={preview.data} />
          <Parts preview={preview.data} />
          {preview.data.examples.length > 0 && <Examples examples={preview.data.examples} />}
        </div>
      )}
    </section>
  );
}

function Numbers({ preview: { count, exact, online, accounts, browsers } }: { readonly preview: Preview }) {
  return (
    <div className="preview-numbers" role="status">
      <p className="preview-count">
        {!exact && <span className="soft">at least </span>}
        {numberWords(count)}
      </p>
      <p>
        {count === 1 ? 'device' : 'devices'}
        {count > 0 && (
          <span className="soft">
            {' '}
            of {countedWords(accounts, 'account')} · {numberWords(online)} online now
          </span>
        )}
      </p>
      {browsers > 0 && (
        <p className="soft small">And {countedWords(browsers, 'browser')} of these accounts: they end too.</p>
      )}
    </div>
  );
}

function Parts({ preview: { byKind, byModel } }: { readonly preview: Preview }) {
  const parts = [
    ...byKind.map(({ kind, ...rest }) => ({ name: kindTitle(kind), ...rest })),
    ...byModel.map(({ model, ...rest }) => ({ name: model, ...rest })),
  ];
  if (parts.length === 0) return null;
  return (
    <dl className="preview-parts small">
      {parts.map(({ name, count, online }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {numberWords(count)} <span className="soft">· {numberWords(online)} online</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Examples({ examples }: { readonly examples: readonly Example[] }) {
  return (
    <>
      <h3 className="preview-examples small">Some of them</h3>
      <ul className="rows" aria-label="Some of them">
        {examples.map((example) => (
          <li className="row preview-row" key={example.sid}>
            <DeviceIcon kind={example.kind} isOnline={example.online} />
            <div className="row-body">
              <p className="row-name">{example.name}</p>
              <p className="soft small">
                {kindTitle(example.kind)} · {example.model} · {example.appVersion}
              </p>
              <p className="soft small">
                {example.account}
                {example.online && ' · online now'}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
