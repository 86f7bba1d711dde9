/** In words for the person at the terminal: what is amiss, and what to do. Nothing was done. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}
