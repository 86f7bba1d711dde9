import { setTimeout as delay } from 'node:timers/promises';
import type { Press } from '../witness/press.js';
import type { FleetAccount } from '../crew/accounts.js';
import type { Scene } from './scene.js';

const TURN_MS = 500;
/** In each turn one device is signed out, and now and then more happens. */
const HOUSEHOLD_EACH = 8;
const CUT_EACH = 6;
const CUT_SHARE = 20;
/** Devices that enrol again in one turn: a steady pace, and no storm. */
const ENROL_A_TURN = 4;

/** Everything at once, for a long time. Those signed out enrol again, in the order they went. */
export async function soak(scene: Scene): Promise<void> {
  const { args, crew, witness, progress } = scene;
  const phase = progress.phase('seconds', args.seconds);
  const settling = new Set<Promise<void>>();
  const leaving: number[] = [];
  const busy = new Set<FleetAccount>();
  /** Devices that enrol now, with the session they had before. */
  const enrolling = new Map<number, string>();
  const from = performance.now();
  let enrolled = 0;
  const press = async (account: FleetAccount, pressing: () => Promise<Press>): Promise<void> => {
    busy.add(account);
    try {
      await scene.settled(await pressing(), account);
    } finally {
      busy.delete(account);
    }
  };
  const follow = (work: Promise<void>): void => {
    const done = work.finally(() => settling.delete(done));
    settling.add(done);
  };
  for (let turn = 0; performance.now() - from < args.seconds * 1_000; turn++) {
    const account = crew.accounts[Math.floor(Math.random() * crew.accounts.length)]!;
    // One press at a time for an account: which of two at once ended a session nobody outside could say.
    if (!busy.has(account)) {
      const online = account.devices.filter((device) => isOnline(scene, device));
      if (turn % HOUSEHOLD_EACH === HOUSEHOLD_EACH - 1) {
        // A session that is being made is before the press or after it, which nobody outside could say either.
        const isSure = !account.devices.some((device) => isEnrolling(scene, device, enrolling));
        if (isSure && online.length > 0) {
          leaving.push(...online);
          follow(press(account, () => scene.signOutAll(account)));
        }
      } else if (online[0] !== undefined) {
        leaving.push(online[0]);
        const sid = witness.sidOf(online[0]) as string;
        follow(press(account, () => scene.signOutOne(sid)));
      }
    }
    if (turn % CUT_EACH === CUT_EACH - 1) {
      const cut = [...witness.sessions.values()].filter(({ device }) => (device + turn) % CUT_SHARE === 0);
      crew.workers.cut(cut.map(({ device }) => device));
    }
    enrolled += enrolAgain(scene, leaving, busy, enrolling);
    phase.at(
      Math.floor((performance.now() - from) / 1_000),
      `${scene.presses.all.length} pressed, ${enrolled} enrolled again`,
    );
    await delay(TURN_MS);
  }
  phase.at(args.seconds);
  phase.end(`${scene.presses.all.length} pressed, ${enrolled} enrolled again`);
  await Promise.all(settling);
  const isHome = (): boolean =>
    [...witness.sessions.keys()].every((sid) => witness.standing(sid) !== 'offline');
  await witness.whenever(isHome, scene.limits.confirmedWithinMs);
  scene.notes.push(`${enrolled} devices enrolled again.`);
}

const isOnline = (scene: Scene, device: number): boolean => {
  const sid = scene.witness.sidOf(device);
  return sid !== undefined && scene.witness.standing(sid) === 'online';
};

function isEnrolling({ witness }: Scene, device: number, enrolling: Map<number, string>): boolean {
  if (enrolling.get(device) === witness.sidOf(device)) return enrolling.has(device);
  enrolling.delete(device);
  return false;
}

/** A few of those whose sign-out is wholly over. */
function enrolAgain(
  { crew, witness }: Scene,
  leaving: number[],
  busy: ReadonlySet<FleetAccount>,
  enrolling: Map<number, string>,
): number {
  const ready: number[] = [];
  for (let index = 0; index < leaving.length && ready.length < ENROL_A_TURN;) {
    const device = leaving[index]!;
    const sid = witness.sidOf(device);
    const isOver = sid !== undefined && typeof witness.timesOf(sid)?.storedAt === 'number';
    if (isOver && !busy.has(crew.accountOf(device))) {
      ready.push(device);
      enrolling.set(device, sid);
      leaving.splice(index, 1);
    } else index += 1;
  }
  if (ready.length > 0) crew.workers.link(ready, ENROL_A_TURN);
  return ready.length;
}
