import { useEffect, useRef } from 'react';
import type { StreamingApp } from './streaming-app.js';

/** Where the player's own element stands while there is a film. */
export function FilmView({ app }: { app: StreamingApp }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { video } = app.player;
    place.current?.append(video);
    return () => video.remove();
  }, [app]);
  return <div className="film-view" ref={place} />;
}
