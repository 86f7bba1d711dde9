import { monotonicMs } from '../monotonic.js';
import { eachOf } from './each-of.js';
import type { Scene } from './scene.js';

/** One household in so many is signed out while its devices are away. */
const SHARE = 100;
const AT_ONCE = 4;
/** Without one more device back for so long, the rest is not waited for. */
const STALLED_MS = 30_000;

/**
 * Every connection breaks at once and every device comes back, by its own backoff and with a full proof. Some owners
 * sign out meanwhile: their devices hear of it as they return.
 */
export async function reconnectStorm(scene: Scene): Promise<void> {
  const { crew, witness, progress } = scene;
  const back = scene.measure('storm', 'from the cut to ready again');
  const count = Math.max(1, Math.floor(crew.accounts.length / SHARE));
  const leaving = crew.accounts.slice(0, count);
  // Signed in before the storm: it is about devices.
  for (const { owner } of leaving) await owner.signIn();
  const gone = new Set(leaving.flatMap(({ devices }) => devices));
  const devices = [...witness.sessions.values()]
    .filter(({ facts }) => witness.standing(facts.sid) === 'online')
    .map(({ device }) => device);
  const returning = devices.filter((device) => !gone.has(device));
  const phase = progress.phase('back', returning.length);
  const cutAt = monotonicMs();
  const cutOff = new Set(returning.map((device) => witness.sidOf(device) as string));
  const from = witness.entries.length;
  crew.workers.cut(devices);
  const presses = eachOf(leaving, AT_ONCE, async (account) => {
    const press = await scene.signOutAll(account);
    await scene.settled(press, account);
  });
  await witness.whenever(() => witness.online === 0, STALLED_MS);
  for (let seen = 0, looked = from; cutOff.size > 0;) {
    const before = witness.entries.length;
    const more = await witness.whenever(() => witness.entries.length > before, STALLED_MS);
    for (; looked < witness.entries.length; looked++) {
      const entry = witness.entries[looked]!;
      if (entry.type !== 'online' || entry.at < cutAt || !cutOff.delete(entry.sid)) continue;
      back.add(entry.at - cutAt);
      phase.at(++seen);
    }
    if (more === 'late') break;
  }
  phase.end();
  if (cutOff.size > 0)
    scene.notes.push(`${cutOff.size} devices had not come back when the wait was given up.`);
  await presses;
  // Those signed out meanwhile hear of it when they knock, by their own backoff.
  const left = [...gone].flatMap((device) => witness.sidOf(device) ?? []);
  const haveHeard = (): boolean => left.every((sid) => typeof witness.timesOf(sid)?.storedAt === 'number');
  await witness.whenever(haveHeard, scene.limits.confirmedWithinMs);
}
