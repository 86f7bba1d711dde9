import { kindWord } from '../../words/device-words.js';
import { listed } from '../../words/duration.js';
import type { DeviceClass } from '../api/shapes.js';
import { countedWords } from './numbers.js';

const SHOWN = 3;

/** A class as one reads it: "TVs of Model One, app version below 4.2, enrolled before 3 March 2026". */
export function classWords(chosen: DeviceClass): string {
  const { kinds = [], models = [], minAppVersion, maxAppVersion, enrolledBefore, accounts } = chosen;
  if (accounts !== undefined) {
    return accounts.length <= SHOWN
      ? `Everything of ${listed(accounts)}`
      : `Everything of ${countedWords(accounts.length, 'account')}`;
  }
  const facts = [kinds[0], models[0], minAppVersion, maxAppVersion, enrolledBefore];
  if (facts.every((fact) => fact === undefined)) return 'Everyone, everywhere';
  const who = kinds.length === 0 ? 'All devices' : capital(listed(kinds.map((kind) => `${kindWord(kind)}s`)));
  const of = models.length === 0 ? '' : ` of ${modelWords(models)}`;
  const version = versionWords(minAppVersion, maxAppVersion);
  const before = enrolledBefore === undefined ? '' : `, enrolled before ${dayWords(enrolledBefore)}`;
  return `${who}${of}${version}${before}`;
}

function modelWords(models: readonly string[]): string {
  if (models.length <= SHOWN) return listed(models);
  return `${models.slice(0, SHOWN - 1).join(', ')} and ${countedWords(models.length - SHOWN + 1, 'other model')}`;
}

function versionWords(min: string | undefined, max: string | undefined): string {
  if (min !== undefined && max !== undefined)
    return min === max ? `, app version ${min}` : `, app version ${min} to ${max}`;
  if (min !== undefined) return `, app version ${min} or newer`;
  return max === undefined ? '' : `, app version ${max} or older`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' });
const dayWords = (iso: string): string => {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? iso : DAY.format(at);
};
