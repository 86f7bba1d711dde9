import { durationWords } from '../../words/duration.js';
import type { Campaign, CampaignStatus } from '../api/shapes.js';
import { countedWords, numberWords, rateWords } from './numbers.js';

const STATUS: Readonly<Record<CampaignStatus, string>> = {
  waiting: 'Waits for approval',
  running: 'Running',
  'between-stages': 'Between stages',
  done: 'Done',
  cancelled: 'Cancelled',
};

/** A state newer than these pages is shown as it is called. */
export const statusWords = (status: CampaignStatus): string => STATUS[status] ?? status;

/** How a campaign's count adds up: each session stands in exactly one. */
export interface Account {
  /** Blocked, and the device reports that it is wiped. */
  readonly confirmed: number;
  /** Blocked and told; its receipt has not come. */
  readonly silent: number;
  /** Blocked, and not connected: told when it returns. */
  readonly unreachable: number;
  /** Blocked, and about to be told. */
  readonly beingTold: number;
  /** Of a stage that has not begun. */
  readonly untouched: number;
}

export function accountOf({ count, figures }: Pick<Campaign, 'count' | 'figures'>): Account {
  const blocked = bounded(figures.blocked, count);
  const confirmed = bounded(figures.confirmed, count);
  const unreachable = bounded(figures.unreachable, count - confirmed);
  const silent = bounded(figures.told - confirmed, count - confirmed - unreachable);
  const beingTold = bounded(blocked - confirmed - unreachable - silent, count);
  const untouched = bounded(count - confirmed - unreachable - silent - beingTold, count);
  return { confirmed, silent, unreachable, beingTold, untouched };
}

const bounded = (value: number, most: number): number => Math.max(0, Math.min(value, most));

const MINUTE_S = 60;

/** "38 a second, about 2 minutes left"; null while nothing moves. */
export function paceWords({ confirmedPerS, secondsLeft }: Campaign): string | null {
  if (confirmedPerS <= 0 || secondsLeft === 0) return null;
  const pace = rateWords(confirmedPerS);
  if (secondsLeft === null) return pace;
  const left = secondsLeft < MINUTE_S ? `${Math.ceil(secondsLeft)} s` : durationWords(secondsLeft * 1_000);
  return `${pace}, about ${left} left`;
}

/** One line for the list, and for who listens instead of looking. */
export function progressWords(campaign: Campaign): string {
  const { status, count } = campaign;
  if (status === 'waiting') return `${countedWords(count, 'device')}, none ended yet`;
  if (status === 'cancelled') return `${countedWords(count, 'device')}, none ended`;
  const { blocked, confirmed, unreachable } = campaign.figures;
  const odd = unreachable === 0 ? '' : `, ${numberWords(unreachable)} not reached`;
  return `${countedWords(blocked, 'device')} blocked, ${numberWords(confirmed)} confirmed${odd}`;
}
