import type { Presses } from '../witness/press.js';
import type { Witness } from '../witness/witness.js';

/** Why a session is over and neither confirmed nor out of reach, as far as the logs tell. */
export function reasonFor(sid: string, witness: Witness, presses: Presses): string {
  const times = witness.timesOf(sid);
  const states = presses.all.flatMap(({ shown }) => shown.flatMap(({ devices }) => devices));
  const shown = states.findLast((one) => one.sid === sid)?.state;
  const source = shown === undefined ? 'the source never showed it' : `the source shows it as ${shown}`;
  if (times === undefined) {
    const standing = witness.standing(sid);
    return standing === 'online'
      ? `it is connected and was never told; ${source}`
      : `it lost its connection and did not come back; ${source}`;
  }
  const { toldAt, signedOutAt, by } = times;
  if (signedOutAt === null) return `it was told and did not sign out; ${source}`;
  if (by === 'grant') return `the token endpoint refused it without an event to believe; ${source}`;
  const how = toldAt === null ? 'it heard of it from the token endpoint' : 'it was told';
  return `${how} and signed out, and its receipt was not stored; ${source}`;
}
