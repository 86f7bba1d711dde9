import { eachOf } from './each-of.js';
import type { Scene } from './scene.js';

const SHARE = 4;
const MOST = 500;
const AT_ONCE = 4;

/** A quarter of the owners, several at one time, sign out of every device they have. */
export async function household(scene: Scene): Promise<void> {
  const { crew, progress } = scene;
  const count = Math.min(MOST, Math.max(1, Math.ceil(crew.accounts.length / SHARE)));
  const some = crew.accounts.filter((_, index) => index % Math.ceil(crew.accounts.length / count) === 0);
  const phase = progress.phase('households', some.length);
  let done = 0;
  await eachOf(some, AT_ONCE, async (account) => {
    const press = await scene.signOutAll(account);
    await scene.settled(press, account);
    phase.at(++done);
  });
  phase.end();
}
