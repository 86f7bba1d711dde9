import { randomUUID } from 'node:crypto';
import { deviceKey, newKeyPair } from '#libs/device-client';
import { decodeJws, signReceipt } from '#libs/security-event';
import { sha256 } from '../../../libs/device-client/src/key.js';
import { until } from '../../support/account-api/until.js';
import type { RawSocket } from '../../support/stack/raw-socket.js';
import type { Fault } from '../fault.js';
import { RawSession } from '../load/raw-session.js';
import type { Rig } from '../rig.js';

const AT_ONCE = { full: 0, short: 0 };
/** A gateway waits for a receipt this long, and a socket for a hello; a loaded machine is no failure. */
const ENDS_WITHIN_MS = 60_000;

const ended = (what: string, socket: RawSocket): Promise<true> =>
  until(what, () => (socket.closedWith === null ? null : (true as const)), ENDS_WITHIN_MS);

/** One that will misbehave, and a neighbour of the same account whom it must not touch. */
async function pair(rig: Rig) {
  const person = await rig.load.aPerson();
  const [one, neighbour] = (await RawSession.linked(rig.stack, person, 2)) as [RawSession, RawSession];
  const [socket, beside] = await Promise.all([one.connected(), neighbour.connected()]);
  const close = (): void => {
    one.close();
    neighbour.close();
  };
  const unharmed = async (): Promise<readonly string[]> => {
    const isWell = beside.closedWith === null && (await neighbour.refresh()) === 'granted';
    return isWell ? [] : [`${neighbour.sid} was harmed by its neighbour`];
  };
  return { person, one, neighbour, socket, close, unharmed };
}

const eventOn = async (socket: RawSocket): Promise<string> =>
  until(
    'the event',
    () => {
      const frame = socket.frames.find(({ type }) => type === 'session-revoked');
      return frame?.type === 'session-revoked' ? frame.event : null;
    },
    ENDS_WITHIN_MS,
  );

export const devices: readonly Fault[] = [
  {
    id: 'device-lies',
    what: 'A device comes with another’s token, says it has wiped by a receipt another key signed, and names its neighbour in one.',
    lastsMs: AT_ONCE,
    begin: async (rig) => {
      const { person, one, neighbour, socket, close, unharmed } = await pair(rig);
      const stranger = await deviceKey(await newKeyPair(false));
      const stolen = one.dial(rig.gateway(2).url);
      const greeting = await stolen.hello(neighbour.accessToken, one.key);
      const signOut = await rig.load.ledger.press(person, [one]);
      const event = await eventOn(socket);
      const lie = async (sid: string, key: typeof stranger): Promise<void> => {
        const claims = {
          jti: randomUUID(),
          aud: rig.stack.issuer,
          iat: 0,
          sid,
          event_jti: String(decodeJws(event).payload['jti']),
          event_hash: await sha256(event),
          wiped: ['tokens'],
        };
        socket.send({ type: 'receipt', receipt: await signReceipt(claims, key.jwk, key.sign) });
      };
      await lie(one.sid, stranger);
      await lie(neighbour.sid, one.key);
      await ended('a liar is let go', socket);
      return {
        complaints: async () => {
          const found = [...(await unharmed())];
          if (greeting.ready) found.push('a stolen token was let in with another key');
          const { devices: shown } = await person.revocation(signOut.id);
          if (shown.some(({ confirmedAt }) => confirmedAt !== null))
            found.push('a lie was taken for a receipt');
          return found;
        },
        restore: close,
      };
    },
  },
  {
    id: 'device-garbage',
    what: 'A device answers a sign-out, and a gateway’s challenge, with garbage of every kind.',
    lastsMs: AT_ONCE,
    begin: async (rig) => {
      const { person, one, socket, close, unharmed } = await pair(rig);
      const garbage: (string | Buffer)[] = [
        'no json',
        '{"type":"receipt"}',
        '{"type":"receipt","receipt":"a.b.c"}',
        JSON.stringify({ type: 'hello', accessToken: 'x'.repeat(20_000), proof: '' }),
        Buffer.alloc(64, 7),
        '[]',
        'null',
        '{"type":"ready"}',
      ];
      const strangers = garbage.map(() => one.dial());
      await Promise.all(strangers.map((stranger) => stranger.nonce()));
      for (const [n, piece] of garbage.entries()) strangers[n]!.sendRaw(piece);
      await rig.load.ledger.press(person, [one]);
      await eventOn(socket);
      for (const piece of garbage) socket.sendRaw(piece);
      await Promise.all([socket, ...strangers].map((each) => ended('garbage is answered by a close', each)));
      const codes = [...new Set(strangers.map(({ closedWith }) => closedWith))];
      return {
        complaints: async () => [
          ...(await unharmed()),
          ...codes.filter((code) => code === 1006).map(() => 'garbage broke a connection without a word'),
        ],
        restore: close,
      };
    },
  },
  {
    id: 'device-silent',
    what: 'A device never answers: one not the challenge, one not the sign-out. Both are let go in time, and block nothing.',
    lastsMs: AT_ONCE,
    begin: async (rig) => {
      const { person, one, socket, close, unharmed } = await pair(rig);
      const mute = one.dial();
      await mute.nonce();
      const signOut = await rig.load.ledger.press(person, [one]);
      await until('it is in force', () => signOut.blockedAt !== null, ENDS_WITHIN_MS);
      await Promise.all([ended('one that says no hello', mute), ended('one that gives no receipt', socket)]);
      const found = socket.closedWith === 4501 ? [] : [`it was let go with ${socket.closedWith}`];
      return { complaints: async () => [...found, ...(await unharmed())], restore: close };
    },
  },
];
