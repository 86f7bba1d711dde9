import { kindTitle } from '../../words/device-words.js';
import { durationWords } from '../../words/duration.js';
import { numberWords } from '../words/numbers.js';
import { SEEN_WORDS } from './Legend.js';
import type { Screen, Shown } from './screen.js';
import { seenAs } from './tile-state.js';
import { clockWords } from './clock-words.js';

interface TileWordsProps {
  readonly screen: Screen | null;
  /** The place the pointer or the keyboard is at; null for none. */
  readonly place: number | null;
  readonly shown: Shown | null;
}

/** Which device a tile is, and how it is at the moment that is looked at. */
export function TileWords({ screen, place, shown }: TileWordsProps) {
  return (
    <p className="wall-tile small" id="tile" aria-live="polite">
      {screen === null || place === null || shown === null
        ? 'Point at a tile, or go there with the arrow keys, to see which device it is.'
        : wordsOf(screen, place, shown)}
    </p>
  );
}

function wordsOf(screen: Screen, place: number, { atMs }: Shown): string {
  const number = screen.order[place] ?? 0;
  const tile = screen.tiles[number];
  if (tile === undefined) return '';
  const is = SEEN_WORDS[seenAs(screen.states[number] ?? 0)];
  const name = `${kindTitle(tile.kind)} · ${tile.model} · ${tile.sid} · tile ${numberWords(place + 1)}: ${is}`;
  const { blockedMs, confirmedMs } = endOf(screen, number, atMs);
  if (blockedMs === null) return name;
  const blocked = `${name}. Blocked at ${clockWords(blockedMs)}`;
  if (confirmedMs === null) return blocked;
  return `${blocked}, reported wiped ${durationWords(confirmedMs - blockedMs)} later`;
}

/** When the record first heard of a tile's end, up to a moment. */
function endOf(screen: Screen, number: number, atMs: number) {
  let blockedMs: number | null = null;
  let confirmedMs: number | null = null;
  for (const batch of screen.timeline.batches) {
    if (batch.atMs > atMs) break;
    if (blockedMs === null && batch.blocked.includes(number)) blockedMs = batch.atMs;
    if (confirmedMs === null && batch.confirmed.includes(number)) confirmedMs = batch.atMs;
  }
  return { blockedMs: blockedMs ?? confirmedMs, confirmedMs };
}
