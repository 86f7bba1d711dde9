import type { Fault } from '../fault.js';
import { RawSession } from '../load/raw-session.js';
import type { Rig } from '../rig.js';

/** Sessions of one account that hold a socket at the first gateway, and one film. */
async function household(rig: Rig, count: number) {
  const person = await rig.load.aPerson();
  const sessions = await RawSession.linked(rig.stack, person, count);
  const sockets = await Promise.all(sessions.map((session) => session.connected(rig.gateway(1).url)));
  return { person, sessions, sockets };
}

const closing = (sessions: readonly RawSession[]): (() => void) => {
  return () => {
    for (const session of sessions) session.close();
  };
};

export const gateway: readonly Fault[] = [
  {
    id: 'gateway-killed-in-fan-out',
    what: 'A gateway is killed when it has told half of an account’s connections, and starts again.',
    lastsMs: { full: 0, short: 0 },
    begin: async (rig) => {
      const { person, sessions } = await household(rig, rig.form === 'full' ? 60 : 12);
      const dies = rig.killAt([rig.gateway(1)], '"session-revoked"', sessions.length / 2);
      await rig.load.ledger.press(person, sessions, true);
      await dies;
      return {
        end: async () => void (await rig.gateway(1).process.start()),
        restore: closing(sessions),
      };
    },
  },
  {
    id: 'gateway-frozen',
    what: 'A gateway is frozen (SIGSTOP) for longer than it takes to count it out, and goes on as if nothing had been.',
    lastsMs: { full: 8_000, short: 6_500 },
    begin: async (rig) => {
      const { process } = rig.gateway(1);
      process.freeze();
      return { end: () => process.resume() };
    },
  },
  {
    id: 'gateway-loop-blocked',
    what: 'The event loop of a gateway does something else for 4 seconds.',
    lastsMs: { full: 4_000, short: 2_500 },
    begin: async (rig) => {
      await rig.holdUp(rig.gateway(1), rig.form === 'full' ? 4_000 : 2_500);
      return {};
    },
  },
  {
    id: 'half-open',
    what: 'Every connection of a device goes dark: both ends believe in it and nothing comes through, until the network resets it.',
    lastsMs: { full: 5_000, short: 1_000 },
    begin: async ({ stack: { pushDoors } }) => {
      for (const door of pushDoors) door.swallow();
      return {
        end: () => {
          const dark = pushDoors.map((door) => door.resetDark()).reduce((a, b) => a + b, 0);
          if (dark === 0) throw new Error('no connection was dark');
        },
      };
    },
  },
  {
    id: 'readers-stop',
    what: 'A hundred connections of one account read nothing any more, a film among them, and all are signed out.',
    lastsMs: { full: 3_000, short: 0 },
    begin: async (rig) => {
      const { person, sessions, sockets } = await household(rig, rig.form === 'full' ? 100 : 20);
      const film = await rig.load.watching(sessions[0]!);
      film.incoming.pause();
      for (const socket of sockets) socket.stopReading();
      const { ledger } = rig.load;
      const signOut = await ledger.press(person, sessions, true);
      return {
        end: () => {
          for (const socket of sockets) socket.readOn();
          film.incoming.resume();
        },
        complaints: () => (signOut.blockedAt === null ? ['readers that stopped held up a sign-out'] : []),
        restore: closing(sessions),
      };
    },
  },
];
