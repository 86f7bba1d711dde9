import type { Scene } from './scene.js';

const SHARE = 10;
const LEAST = 10;
const MOST = 300;

/** One device after another, each begun at rest: blocked, told and confirmed before the next. */
export async function single(scene: Scene): Promise<void> {
  const { witness, crew, progress } = scene;
  const all = [...witness.sessions.values()].filter(({ facts }) => witness.standing(facts.sid) === 'online');
  const count = Math.min(all.length, MOST, Math.max(LEAST, Math.ceil(all.length / SHARE)));
  const phase = progress.phase('signed out', count);
  for (let n = 0; n < count; n++) {
    const { facts, device } = all[Math.floor((n * all.length) / count)]!;
    const press = await scene.signOutOne(facts.sid);
    await scene.settled(press, crew.accountOf(device));
    phase.at(n + 1);
  }
  phase.end();
}
