import type { ReactNode } from 'react';
import type { Campaign } from '../api/shapes.js';
import { accountOf, paceWords, progressWords } from '../words/campaign-words.js';
import { countedWords, numberWords, shareWords } from '../words/numbers.js';
import { AccountBar } from './AccountBar.js';
import { useAtMostEach } from './use-at-most-each.js';

/** A reader of screens is told at this pace; the figures themselves move faster. */
const SAY_EACH_MS = 5_000;

/** How far it is: the two clocks of each session, summed, and how they add up to the whole. */
export function CampaignFigures({ campaign }: { readonly campaign: Campaign }) {
  const { count, figures, tellingStoppedAt } = campaign;
  const { confirmed, silent, unreachable, beingTold, untouched } = accountOf(campaign);
  const said = useAtMostEach(progressWords(campaign), SAY_EACH_MS);
  const pace = tellingStoppedAt === null ? paceWords(campaign) : null;
  return (
    <section className="section" aria-labelledby="figures">
      <div className="section-head">
        <h2 id="figures">{countedWords(count, 'device')}</h2>
        <p className="soft small">{pace}</p>
      </div>
      <div className="card card-padded figures-card">
        <dl className="figures">
          <Figure name="Blocked" value={figures.blocked} of={count} tone="ink">
            No server lets them in.
          </Figure>
          <Figure name="Told" value={figures.told} of={count} tone="accent">
            Connected, so the message went out.
          </Figure>
          <Figure name="Confirmed" value={figures.confirmed} of={count} tone="good">
            The device reports it is wiped.
          </Figure>
          <Figure name="Unreachable" value={figures.unreachable} of={count} tone="warn">
            Blocked; wiped when it returns.
          </Figure>
        </dl>
        <AccountBar campaign={campaign} />
        <ul className="legend small">
          <Key part="confirmed">{numberWords(confirmed)} confirmed</Key>
          <Key part="silent">{numberWords(silent + beingTold)} blocked, receipt awaited</Key>
          <Key part="unreachable">{numberWords(unreachable)} blocked, unreachable</Key>
          {untouched > 0 && <Key part="untouched">{numberWords(untouched)} not ended</Key>}
        </ul>
        {figures.browsers > 0 && (
          <p className="soft small">
            And {countedWords(figures.browsers, 'browser')} of these accounts, out at once: they are no
            devices, and are told nothing.
          </p>
        )}
        <p className="visually-hidden" role="status">
          {said}
        </p>
      </div>
    </section>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: number;
  readonly of: number;
  readonly tone: 'ink' | 'accent' | 'good' | 'warn';
  readonly children: string;
}

function Figure({ name, value, of, tone, children }: FigureProps) {
  return (
    <div className={`figure figure-${tone}`}>
      <dt>{name}</dt>
      <dd className="figure-value">{numberWords(value)}</dd>
      <dd className="soft small">
        {shareWords(value, of)}. {children}
      </dd>
    </div>
  );
}

const Key = ({ part, children }: { readonly part: string; readonly children: ReactNode }) => (
  <li className="legend-key">
    <span className={`legend-dot account-${part}`} aria-hidden="true" />
    {children}
  </li>
);
