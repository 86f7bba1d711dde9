import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '../monotonic.js';
import type { FleetAccount } from '../crew/accounts.js';
import type { Press } from '../witness/press.js';
import type { Scene } from './scene.js';

/** Owners sign devices out at this pace all the while. */
const PRESS_EVERY_MS = 200;
const MOST_SHARE = 4;
const BACK_WITHIN_MS = 60_000;

/**
 * Gateways are drained and started again, one after another, under load. Devices are sent away with notice and go
 * to another; nobody's sign-out may be lost or late for it.
 */
export async function rollingDeploy(scene: Scene): Promise<void> {
  const { control, installation, progress, witness } = scene;
  if (control === null) throw new Error('nobody restarts gateways for us');
  const drains = scene.measure('drain', 'a gateway: drained, started, ready');
  const load = new Load(scene);
  load.start();
  const phase = progress.phase('gateways restarted', installation.gateways.length);
  for (const index of installation.gateways.keys()) {
    const from = monotonicMs();
    await control.restartGateway(index);
    drains.add(monotonicMs() - from);
    phase.at(index + 1);
    const isBack = (): boolean =>
      [...witness.sessions.keys()].every((sid) => witness.standing(sid) !== 'offline');
    if ((await witness.whenever(isBack, BACK_WITHIN_MS)) === 'late')
      scene.notes.push(`Not every device was back a minute after gateway ${index + 1} was.`);
  }
  await load.stop();
  phase.end(`${load.pressed} devices signed out meanwhile`);
}

/** Owners who sign single devices out, whatever else goes on. */
class Load {
  pressed = 0;
  #isOver = false;
  #running: Promise<void> = Promise.resolve();
  readonly #settling = new Set<Promise<void>>();
  readonly #away: [Press, FleetAccount][] = [];

  constructor(private readonly scene: Scene) {}

  start(): void {
    this.#running = this.#run();
  }

  /** Once all are back: whoever was between two gateways when it was looked for is looked for again. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
    await Promise.all(this.#settling);
    for (const [press, account] of this.#away) await this.scene.settled(press, account);
  }

  async #run(): Promise<void> {
    const { witness, crew } = this.scene;
    const sids = [...witness.sessions.values()];
    const most = Math.max(1, Math.floor(sids.length / MOST_SHARE));
    for (let n = 0; n < most && !this.#isOver; n++) {
      const { facts, device } = sids[n * MOST_SHARE] ?? sids[0]!;
      const press = await this.scene.signOutOne(facts.sid);
      this.pressed += 1;
      const settling = this.#settle(press, crew.accountOf(device)).finally(() =>
        this.#settling.delete(settling),
      );
      this.#settling.add(settling);
      await delay(PRESS_EVERY_MS);
    }
  }
  async #settle(press: Press, account: FleetAccount): Promise<void> {
    if (await this.scene.settled(press, account)) this.#away.push([press, account]);
  }
}
