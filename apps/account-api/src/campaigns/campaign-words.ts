import type { Campaign } from './campaign.js';

/** What the history says, for people; programs read the campaign's members. */
export function startedWords({ class: { accounts }, stages }: Campaign, stage: number): string {
  if (accounts !== undefined) return `started, for ${accounts.length} accounts`;
  if (stages.length === 1) return 'started';
  return `started stage ${stage + 1} of ${stages.length}, to ${stages[stage]!.percent} %`;
}

/** @param stages how many there are */
export const endedWords = (stage: number, stages: number): string =>
  stage === stages - 1 ? 'done' : `stage ${stage + 1} is over`;
