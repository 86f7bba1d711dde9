/** A remote control has four arrows, OK and back; a keyboard has them too. */
const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const BACK = new Set(['Escape', 'Backspace', 'GoBack', 'BrowserBack']);
/** What is beside the way counts more than what is far along it. */
const SIDEWAYS = 3;

export function obeyRemote(back: () => void): void {
  addEventListener('keydown', (event) => {
    const direction = ARROWS[event.key];
    if (direction !== undefined) {
      event.preventDefault();
      nearest(direction)?.focus();
    } else if (BACK.has(event.key)) {
      event.preventDefault();
      back();
    }
  });
}

/** The button that lies nearest in that direction; from nowhere, the one that the screen starts with. */
function nearest([x, y]: readonly [number, number]): HTMLElement | null {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('button:not(:disabled)')];
  const from = document.activeElement;
  if (!(from instanceof HTMLButtonElement)) {
    return document.querySelector<HTMLElement>('[data-first]') ?? buttons[0] ?? null;
  }
  const here = middleOf(from);
  let best: HTMLElement | null = null;
  let least = Infinity;
  for (const button of buttons) {
    if (button === from) continue;
    const there = middleOf(button);
    const along = (there.x - here.x) * x + (there.y - here.y) * y;
    const beside = Math.abs((there.x - here.x) * y) + Math.abs((there.y - here.y) * x);
    // Behind, or so far beside that nobody would look there.
    if (along <= 1) continue;
    const cost = along + SIDEWAYS * beside;
    if (cost < least) [best, least] = [button, cost];
  }
  return best;
}

function middleOf(element: Element): { readonly x: number; readonly y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
