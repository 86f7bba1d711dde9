import { RECENT_S, type Campaign, type HistoryEntry, type Part } from './campaign.js';

/** Each ended device stands in exactly one of: confirmed, told and silent (told - confirmed), unreachable. */
export interface Figures {
  readonly blocked: number;
  readonly told: number;
  readonly confirmed: number;
  readonly unreachable: number;
  readonly online: number;
  /** Ended with a list of accounts. They are no devices: nothing is told, and they are out at once. */
  readonly browsers: number;
}

interface Row {
  readonly count: number;
  readonly confirmed: number;
  readonly unreachable: number;
}

/** What changes by itself while a campaign runs. */
export interface CampaignProgress {
  readonly status: Campaign['status'];
  readonly stages: Campaign['stages'];
  /** What was typed, until all stages are counted: then those that were ended. */
  readonly count: number;
  readonly countIsFinal: boolean;
  readonly figures: Figures;
  readonly byKind: readonly (Row & { readonly kind: string })[];
  readonly byModel: readonly (Row & { readonly model: string })[];
  readonly confirmedPerS: number;
  /** Until all that were told have confirmed, at this pace; null where it cannot be told. */
  readonly secondsLeft: number | null;
}

export type CampaignView = Omit<Campaign, 'counted' | 'stages' | 'status'> &
  CampaignProgress & { readonly history: readonly HistoryEntry[] };

export function progressOf(campaign: Campaign, parts: readonly Part[], browsers: number): CampaignProgress {
  const { status, stages, counted } = campaign;
  const sum = (of: (part: Part) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const [ended, confirmed, unreachable] = [
    sum((part) => part.ended),
    sum((part) => part.confirmed),
    sum((part) => part.unreachable),
  ];
  const countIsFinal = stages.every((stage) => stage.counted);
  const told = ended - unreachable;
  const confirmedPerS = sum((part) => part.recent) / RECENT_S;
  return {
    status,
    stages,
    count: countIsFinal ? ended : counted.count,
    countIsFinal,
    figures: {
      blocked: sum((part) => part.blocked),
      told,
      confirmed,
      unreachable,
      online: sum((part) => part.online),
      browsers,
    },
    byKind: rows(counted.byKind, ({ kind }) => kind, parts, countIsFinal).map(([kind, row]) => ({
      kind,
      ...row,
    })),
    byModel: rows(counted.byModel, ({ model }) => model, parts, countIsFinal).map(([model, row]) => ({
      model,
      ...row,
    })),
    confirmedPerS,
    secondsLeft:
      told === confirmed ? 0 : confirmedPerS > 0 ? Math.ceil((told - confirmed) / confirmedPerS) : null,
  };
}

export function viewOf(
  campaign: Campaign,
  progress: CampaignProgress,
  history: readonly HistoryEntry[],
): CampaignView {
  const { counted: _, ...rest } = campaign;
  return { ...rest, ...progress, history };
}

/** Most first; as they were counted before, until they are counted for good. */
function rows<Name extends { readonly count: number }>(
  before: readonly Name[],
  nameOf: (one: Name | Part) => string,
  parts: readonly Part[],
  isFinal: boolean,
): [string, Row][] {
  const found = new Map<string, Row>(
    isFinal ? [] : before.map((one) => [nameOf(one), { count: one.count, confirmed: 0, unreachable: 0 }]),
  );
  for (const part of parts) {
    const row = found.get(nameOf(part)) ?? { count: 0, confirmed: 0, unreachable: 0 };
    found.set(nameOf(part), {
      count: row.count + (isFinal ? part.ended : 0),
      confirmed: row.confirmed + part.confirmed,
      unreachable: row.unreachable + part.unreachable,
    });
  }
  return [...found].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1));
}
