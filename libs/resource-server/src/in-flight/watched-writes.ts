import type { ServerResponse } from 'node:http';

/** Asked before each piece of a response is written; false ends the response instead. */
export type MayWrite = () => boolean;

const MAY_WRITE = Symbol('may write');

interface Watched {
  [MAY_WRITE]?: MayWrite;
}

/**
 * Has every piece of a response judged as it is written: a process that was frozen, and wakes in the middle of a
 * film, must notice before it writes, not when its next timer runs.
 */
export function watchWrites(response: ServerResponse, mayWrite: MayWrite): void {
  (response as Watched)[MAY_WRITE] = mayWrite;
  const { write, end, flushHeaders } = response;
  response.write = judged(write, false);
  response.end = judged(end, response);
  response.flushHeaders = judged(flushHeaders, undefined);
}

function judged<Call extends (...args: never[]) => unknown>(call: Call, refused: unknown): Call {
  return function (this: ServerResponse, ...args: never[]): unknown {
    return (this as Watched)[MAY_WRITE]?.() === false ? refused : call.apply(this, args);
  } as Call;
}
