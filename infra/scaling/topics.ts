import { ASSUMED, BEATS_PER_S, PARTITIONS, REPORTS_PER_S } from './assumed.js';

/** What one topic of a cell carries in the busiest second, a campaign over everybody among it. */
export interface TopicLoad {
  readonly topic: string;
  readonly writtenPerS: number;
  readonly bytes: number;
  /** How often each record is sent: to every reader of the whole, or once where readers share. */
  readonly readers: number;
}

export interface Talk {
  readonly connected: number;
  readonly gateways: number;
  readonly accountApis: number;
  readonly databases: number;
  readonly eventsPerS: number;
  readonly receiptsPerS: number;
  readonly eventBytes: number;
}

export function topicsOf(talk: Talk): readonly TopicLoad[] {
  const { connected, gateways, accountApis, databases, eventsPerS, receiptsPerS, eventBytes } = talk;
  const presencesPerS = presencesPerSOf(connected);
  return [
    { topic: 'security-events', writtenPerS: eventsPerS, bytes: eventBytes, readers: gateways },
    {
      ...{ topic: 'security-events: beats', bytes: ASSUMED.beatBytes, readers: gateways },
      writtenPerS: PARTITIONS * BEATS_PER_S * databases,
    },
    {
      ...{ topic: 'enforcement-progress', bytes: ASSUMED.progressBytes, readers: accountApis },
      writtenPerS: gateways * REPORTS_PER_S,
    },
    { topic: 'device-receipts', writtenPerS: receiptsPerS, bytes: ASSUMED.receiptBytes, readers: 1 },
    { topic: 'device-presence', writtenPerS: presencesPerS, bytes: ASSUMED.presenceBytes, readers: 1 },
    {
      ...{ topic: 'account-activity', bytes: ASSUMED.activityBytes, readers: accountApis },
      writtenPerS: presencesPerS + receiptsPerS + eventsPerS,
    },
  ];
}

/** Who comes and goes, in the busiest second. */
export const presencesPerSOf = (connected: number): number =>
  ((connected * ASSUMED.presencesADay) / 86_400) * ASSUMED.peak;

/** Megabits a second. */
export const written = ({ writtenPerS, bytes }: TopicLoad): number => (writtenPerS * bytes * 8) / 1e6;
export const sent = (load: TopicLoad): number => written(load) * load.readers;
