import { SignoffError } from '#libs/errors';
import { parseClass, type DeviceClass } from './device-class.js';

/** What an operator asks for. */
export interface NewCampaign {
  readonly class: DeviceClass;
  readonly reason: string;
  /** The count, as it was typed. */
  readonly typed: number;
  /** Per cent, rising, the last 100. */
  readonly stages: readonly number[];
  /** Null: by the number of devices. */
  readonly receiptWindowMs: number | null;
}

const MOST_STAGES = 20;
const LONGEST_WINDOW_MS = 600_000;

/** Errors: malformed_request, campaign_class_invalid, campaign_number_not_typed, campaign_stages_invalid. */
export function parseNewCampaign(body: unknown): NewCampaign {
  const { class: deviceClass, reason, typed, stages, receiptWindowMs, ...unknown } = membersOf(body);
  const [odd] = Object.keys(unknown);
  if (odd !== undefined) throw malformed(`${odd} is no member we know`);
  const parsed = parseClass(deviceClass);
  if (typeof reason !== 'string' || !/^\S.{0,499}$/su.test(reason.trim()) || /\p{Cc}/u.test(reason.trim()))
    throw malformed('reason must be 1 to 500 characters, for the history');
  if (typeof typed !== 'number' || !Number.isSafeInteger(typed) || typed < 0)
    throw new SignoffError('campaign_number_not_typed', 'typed must be the whole number the preview shows');
  const percents = parseStages(stages);
  if (parsed.accounts !== undefined && percents.length > 1)
    throw new SignoffError('campaign_stages_invalid', 'a list of accounts has no stages');
  return {
    class: parsed,
    reason: reason.trim(),
    typed,
    stages: percents,
    receiptWindowMs: parseWindow(receiptWindowMs),
  };
}

export function parsePreview(body: unknown): DeviceClass {
  const { class: deviceClass, ...unknown } = membersOf(body);
  const [odd] = Object.keys(unknown);
  if (odd !== undefined) throw malformed(`${odd} is no member we know`);
  return parseClass(deviceClass);
}

/** A misread member might end more than was meant, so what is not known is refused. */
function membersOf(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw malformed('the body must be an object');
  return body as Record<string, unknown>;
}

function parseStages(value: unknown): readonly number[] {
  if (value === undefined) return [100];
  const stages: unknown[] = Array.isArray(value) ? value : [];
  const isPercent = (one: unknown): one is number =>
    typeof one === 'number' && Number.isFinite(one) && one > 0 && one <= 100;
  const rising = stages.every((one, i) => isPercent(one) && (i === 0 || one > (stages[i - 1] as number)));
  if (stages.length === 0 || stages.length > MOST_STAGES || !rising || stages.at(-1) !== 100)
    throw new SignoffError('campaign_stages_invalid', 'stages must be per cent, rising, and end with 100');
  return stages as number[];
}

function parseWindow(value: unknown): number | null {
  if (value === undefined) return null;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > LONGEST_WINDOW_MS)
    throw malformed(`receiptWindowMs must be a whole number up to ${LONGEST_WINDOW_MS}`);
  return value;
}

const malformed = (detail: string): SignoffError => new SignoffError('malformed_request', detail);
