import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Screen } from './screen.js';
import type { Title } from './shapes.js';
import type { StreamingApp } from './streaming-app.js';

export const useScreen = (app: StreamingApp): Screen => useSyncExternalStore(app.subscribe, app.screen);

/** The address of a title's picture, once it is here. */
export function usePicture(app: StreamingApp, title: Title): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    let made: string | null = null;
    app.picture(title).then(
      (url) => {
        made = url;
        if (gone) URL.revokeObjectURL(url);
        else setAddress(url);
      },
      () => undefined, // A film without a picture is still a film.
    );
    return () => {
      gone = true;
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [app, title]);
  return address;
}
