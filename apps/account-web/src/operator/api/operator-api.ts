import { request } from '../../api/request.js';
import type { WallAnswer } from '../wall/read-wall.js';
import type {
  Campaign,
  CampaignPage,
  Classes,
  DeviceClass,
  NewCampaign,
  Operator,
  Preview,
} from './shapes.js';

const ROOT = '/operator/api';
const campaign = (id: string): string => `${ROOT}/campaigns/${encodeURIComponent(id)}`;

/** Every request the operators' pages make, one line each. */
export const operatorApi = {
  me: (signal: AbortSignal) => request<Operator>(`${ROOT}/me`, { signal }),
  signIn: (body: { email: string; password: string }) =>
    request<null>(`${ROOT}/sign-in`, { method: 'POST', body }),
  signOut: () => request<null>(`${ROOT}/sign-out`, { method: 'POST' }),

  classes: (signal: AbortSignal) => request<Classes>(`${ROOT}/classes`, { signal }),
  /** Changes nothing. */
  preview: (chosen: DeviceClass, signal: AbortSignal) =>
    request<Preview>(`${ROOT}/campaigns/preview`, { method: 'POST', body: { class: chosen }, signal }),
  begin: (body: NewCampaign) => request<Campaign>(`${ROOT}/campaigns`, { method: 'POST', body }),
  campaigns: (cursor: string | null, signal: AbortSignal) =>
    request<CampaignPage>(
      `${ROOT}/campaigns${cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`}`,
      { signal },
    ),
  campaign: (id: string, signal: AbortSignal) => request<Campaign>(campaign(id), { signal }),
  approve: (id: string) => request<unknown>(`${campaign(id)}/approval`, { method: 'POST' }),
  cancel: (id: string) => request<unknown>(`${campaign(id)}/cancellation`, { method: 'POST' }),
  nextStage: (id: string) => request<unknown>(`${campaign(id)}/stages`, { method: 'POST' }),
  stopTelling: (id: string) => request<null>(`${campaign(id)}/telling/stop`, { method: 'POST' }),

  wall: (signal: AbortSignal) => request<WallAnswer>(`${ROOT}/wall?limit=10000`, { signal }),
};

export const eventsOf = (id: string): string => `${campaign(id)}/events`;
/** @param devices those that have not confirmed, or all */
export const reportOf = (id: string, format: 'json' | 'csv', devices: 'odd' | 'all'): string =>
  `${campaign(id)}/report?format=${format}&devices=${devices}`;
export const wallEventsOf = (wall: string): string => `${ROOT}/wall/events?wall=${encodeURIComponent(wall)}`;
