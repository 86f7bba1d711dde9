import { CircleCheck, Circle, CircleDot } from 'lucide-react';
import { durationWords, momentWords } from '../../words/duration.js';
import { operatorApi } from '../api/operator-api.js';
import type { Campaign, Stage } from '../api/shapes.js';
import { countedWords } from '../words/numbers.js';
import { Act } from './Act.js';

/** The stages of a campaign, when each was blocked, and the button of the next one. */
export function Stages({ campaign }: { readonly campaign: Campaign }) {
  const { id, stages, status, count } = campaign;
  const next = stages.find(({ startedAt }) => startedAt === null);
  return (
    <section className="section" aria-labelledby="stages">
      <h2 id="stages">{stages.length === 1 ? 'Blocked' : 'Stages'}</h2>
      <ol className="card rows stages">
        {stages.map((stage) => (
          <StageRow key={stage.percent} stage={stage} isOnly={stages.length === 1} />
        ))}
      </ol>
      {next !== undefined && status === 'running' && (
        <p className="soft small">The next stage can be started once this one is over.</p>
      )}
      {next !== undefined && status === 'between-stages' && (
        <div>
          <Act
            campaignId={id}
            look="primary"
            action={
              next.percent === 100 ? 'Start the last stage: all' : `Start the next stage: ${next.percent} %`
            }
            question={next.percent === 100 ? 'End all that are left?' : `Go on to ${next.percent} %?`}
            confirm="Start the stage"
            confirming="Starting…"
            run={operatorApi.nextStage}
          >
            <p>
              {next.percent === 100 ? 'All' : `${next.percent} % of the`} {countedWords(count, 'device')} are
              ended then. Who signed in after the first stage began is left alone.
            </p>
          </Act>
        </div>
      )}
    </section>
  );
}

function StageRow({ stage, isOnly }: { readonly stage: Stage; readonly isOnly: boolean }) {
  const { percent, startedAt, blockedAt, blockedAfterMs } = stage;
  const Icon = startedAt === null ? Circle : blockedAt === null ? CircleDot : CircleCheck;
  const state = startedAt === null ? 'later' : blockedAt === null ? 'working' : 'done';
  return (
    <li className="line">
      <Icon className={`line-icon stage-${state}`} size={18} strokeWidth={1.75} aria-hidden="true" />
      <p className="line-what">
        {!isOnly && <strong>{percent === 100 ? 'All' : `${percent} %`}: </strong>}
        {stageWords(stage)}
        {blockedAfterMs !== null && (
          <> Every server refused them {durationWords(blockedAfterMs)} after the word was given.</>
        )}
      </p>
      {startedAt !== null && (
        <time className="soft small" dateTime={new Date(startedAt).toISOString()}>
          {momentWords(startedAt)}
        </time>
      )}
    </li>
  );
}

const stageWords = ({ startedAt, blockedAt }: Stage): string =>
  startedAt === null ? 'not begun.' : blockedAt === null ? 'Blocking everywhere…' : 'Blocked.';
