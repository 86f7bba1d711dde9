/**
 * Waits until no other page of this origin runs the device, and then is the one that does, until it is closed:
 * two at once would answer one sign-out with half a wipe each.
 * @param busy called when another page has it now
 */
export async function oneAtATime(name: string, busy: () => void): Promise<void> {
  const lock = `signoff-device-${name}`;
  const forEver = (): Promise<never> => new Promise(() => undefined);
  const free = await new Promise<boolean>((resolve) => {
    void navigator.locks.request(lock, { ifAvailable: true }, (taken) => {
      resolve(taken !== null);
      return taken === null ? undefined : forEver();
    });
  });
  if (free) return;
  busy();
  await new Promise<void>((resolve) => {
    void navigator.locks.request(lock, () => {
      resolve();
      return forEver();
    });
  });
}
