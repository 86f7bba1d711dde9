import { Pause, Play, ZoomIn, ZoomOut } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../design/Button.js';
import { clockWords } from './clock-words.js';
import { ZOOMS } from './layout.js';
import { LIVE, playFrom } from './playing.js';
import type { Screen, Shown } from './screen.js';
import { lastWave } from './waves.js';

const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5] as const;
/** Seen before the first light goes out. */
const LEAD_MS = 400;

/** Live, or the record: to any moment of it, at any of some speeds, and near to the tiles. */
export function Transport({ screen, shown }: { readonly screen: Screen; readonly shown: Shown }) {
  const [speed, setSpeed] = useState<number>(0.25);
  const { atMs, startMs, endMs, playing, view } = shown;
  const isLive = playing.how === 'live';
  const isPlaying = playing.how === 'playing';
  const wave = lastWave(screen.timeline.batches);
  const play = (fromMs: number, at = speed): void => screen.play(playFrom(fromMs, performance.now(), at));
  const toggle = (): void => {
    if (isPlaying) return screen.play({ how: 'paused', atMs });
    play(isLive ? startMs : atMs);
  };
  const zoomBy = (step: number): void => {
    const next = ZOOMS[ZOOMS.indexOf(view.zoom as (typeof ZOOMS)[number]) + step];
    if (next !== undefined) screen.zoom(next);
  };
  return (
    <div className="transport" role="group" aria-label="The record">
      <div className="transport-line">
        <Button size="small" onPress={toggle}>
          {isPlaying ? <Pause size={16} aria-hidden="true" /> : <Play size={16} aria-hidden="true" />}
          {isPlaying ? 'Pause' : 'Play'}
        </Button>
        <Button size="small" look={isLive ? 'primary' : 'quiet'} onPress={() => screen.play(LIVE)}>
          {isLive ? 'Live' : 'Go live'}
        </Button>
        {wave !== null && (
          <Button size="small" onPress={() => play(Math.max(startMs, wave.fromMs - LEAD_MS))}>
            Replay the last wave
          </Button>
        )}
        <label className="transport-speed small">
          Speed
          <select
            className="select"
            value={speed}
            onChange={({ target }) => {
              const next = Number(target.value);
              setSpeed(next);
              if (isPlaying) play(atMs, next);
            }}
          >
            {SPEEDS.map((one) => (
              <option key={one} value={one}>
                {one}×
              </option>
            ))}
          </select>
        </label>
        <div className="transport-zoom">
          <Button size="small" label="Farther" onPress={() => zoomBy(-1)}>
            <ZoomOut size={16} aria-hidden="true" />
          </Button>
          <span className="small" role="status">
            {view.zoom}×
          </span>
          <Button size="small" label="Nearer" onPress={() => zoomBy(1)}>
            <ZoomIn size={16} aria-hidden="true" />
          </Button>
        </div>
      </div>
      <div className="transport-line">
        <input
          className="scrubber"
          type="range"
          aria-label="Moment of the record"
          aria-valuetext={isLive ? 'Live' : clockWords(atMs)}
          min={0}
          max={Math.max(1, endMs - startMs)}
          step={1}
          value={isLive ? Math.max(1, endMs - startMs) : Math.max(0, atMs - startMs)}
          onChange={({ target }) => screen.play({ how: 'paused', atMs: startMs + Number(target.value) })}
        />
        <span className="transport-clock small">{isLive ? 'Live' : clockWords(atMs)}</span>
      </div>
    </div>
  );
}
