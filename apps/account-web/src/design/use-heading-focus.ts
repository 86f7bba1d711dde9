import { useEffect, useRef, type RefObject } from 'react';
import { useLocation } from 'react-router';
import { hasActed } from './has-acted.js';

/** The heading of a page takes the focus when one came there by a link, and not from a field that asked for it. */
export function useHeadingFocus(): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    if (!hasActed() || document.activeElement instanceof HTMLInputElement) return;
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [pathname]);
  return heading;
}
