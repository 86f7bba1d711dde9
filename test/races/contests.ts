import { ApprovalRaces } from './approval.js';
import type { Arena } from './arena.js';
import { ConnectRaces } from './connect.js';
import type { Race } from './race.js';
import { RedemptionRaces } from './redemption.js';
import { RefreshRaces } from './refresh.js';

/** What may be under way when the owner presses. */
export const CONTESTS = {
  connect: ConnectRaces,
  refresh: RefreshRaces,
  redemption: RedemptionRaces,
  approval: ApprovalRaces,
} as const satisfies Record<
  string,
  { of(arena: Arena, count: number): Promise<{ readonly race: () => Promise<Race> }> }
>;

export type Contest = keyof typeof CONTESTS;
