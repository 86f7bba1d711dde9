import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { countedWords } from '../words/numbers.js';
import { Legend } from './Legend.js';
import { statesOf, type WallAnswer } from './read-wall.js';
import { Screen, type Shown } from './screen.js';
import { Spoken } from './Spoken.js';
import { TileWords } from './TileWords.js';
import { Transport } from './Transport.js';
import './wall.css';

interface WallScreenProps {
  readonly wall: WallAnswer;
  readonly onScreen: (screen: Screen | null) => void;
}

/** The canvas, what is said of it, and what moves it. */
export function WallScreen({ wall, onScreen }: WallScreenProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [screen, setScreen] = useState<Screen | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const [marked, setMarked] = useState<number | null>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
    const one = new Screen(element, wall.tiles, statesOf(wall), wall.at, {
      calm: () => calm.matches,
      onShown: setShown,
    });
    setScreen(one);
    onScreen(one);
    const sizes = new ResizeObserver(() => one.fit());
    sizes.observe(element.parentElement ?? element);
    return () => {
      sizes.disconnect();
      one.stop();
      onScreen(null);
    };
  }, [wall, onScreen]);
  const mark = (place: number | null): void => {
    screen?.mark(place);
    setMarked(place);
  };
  const point = ({ nativeEvent }: PointerEvent): void =>
    mark(screen?.placeAt(nativeEvent.offsetX, nativeEvent.offsetY) ?? null);
  const move = (event: KeyboardEvent): void => {
    const place = screen === null ? null : placeAfter(event.key, marked, screen);
    if (place === null) return;
    event.preventDefault();
    mark(place);
  };
  return (
    <>
      {shown !== null && <Legend tally={shown.tally} />}
      <div className="wall">
        <div className="wall-stage">
          <canvas
            ref={canvas}
            className="wall-canvas"
            tabIndex={0}
            role="application"
            aria-label={`The wall: ${countedWords(wall.tiles.length, 'device')}. Arrow keys go from tile to tile.`}
            aria-describedby="tile"
            onPointerMove={point}
            onPointerDown={point}
            onPointerLeave={(event) => event.pointerType === 'mouse' && mark(null)}
            onKeyDown={move}
          />
        </div>
        <TileWords screen={screen} place={marked} shown={shown} />
        {screen !== null && shown !== null && <Transport screen={screen} shown={shown} />}
      </div>
      {shown !== null && <Spoken tally={shown.tally} />}
    </>
  );
}

/** Where a key leads from a place; null for a key that leads nowhere. */
function placeAfter(key: string, from: number | null, { layout, tiles }: Screen): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -layout.columns,
    ArrowDown: layout.columns,
    PageUp: -layout.columns * 10,
    PageDown: layout.columns * 10,
  };
  const last = tiles.length - 1;
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  const step = steps[key];
  if (step === undefined) return null;
  return from === null ? 0 : Math.max(0, Math.min(last, from + step));
}
