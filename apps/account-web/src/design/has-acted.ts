/**
 * Whether the person has done anything on these pages yet. Until then the focus is where the browser put it;
 * from then on a new page takes it, or a reader of screens would be left on a button that is gone.
 */
let acted = false;
const note = (): void => {
  acted = true;
};
window.addEventListener('pointerdown', note, { capture: true, once: true });
window.addEventListener('keydown', note, { capture: true, once: true });

export const hasActed = (): boolean => acted;
