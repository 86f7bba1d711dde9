/** Stopping has begun: whoever is still starting something, or waits for it, must not go on. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
