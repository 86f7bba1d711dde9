import { useEffect, useRef, type ReactNode } from 'react';

interface RemoteButtonProps {
  readonly press: () => void;
  /** The one that has the focus when the screen comes up. */
  readonly first?: boolean;
  readonly look?: string;
  readonly label?: string;
  readonly focused?: () => void;
  readonly children: ReactNode;
}

/** What the arrows go to and OK presses. */
export function RemoteButton({
  press,
  first = false,
  look = '',
  label,
  focused,
  children,
}: RemoteButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (first) button.current?.focus({ preventScroll: true });
  }, [first]);
  return (
    <button
      type="button"
      ref={button}
      className={`remote ${look}`}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(first ? { 'data-first': true } : {})}
      onClick={press}
      onFocus={({ currentTarget }) => {
        bringIntoView(currentTarget);
        focused?.();
      }}
    >
      {children}
    </button>
  );
}

/** Its whole row comes to the top, with its name; and along the row, what comes before it stays in sight. */
function bringIntoView(button: HTMLElement): void {
  const strip = button.parentElement;
  const row = button.closest('[data-row]');
  if (strip === null || row === null) return;
  row.scrollIntoView({ block: 'start' });
  strip.scrollTo({ left: button.offsetLeft - strip.clientWidth / 3 });
}
