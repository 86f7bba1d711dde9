import { useEffect, useRef, useState } from 'react';

/** A value that changes often, at a pace one can listen to: the last one always comes. */
export function useAtMostEach<T>(value: T, eachMs: number): T {
  const [shown, setShown] = useState(value);
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  }, [value]);
  useEffect(() => {
    const timer = setInterval(() => setShown(latest.current), eachMs);
    return () => clearInterval(timer);
  }, [eachMs]);
  return shown;
}
