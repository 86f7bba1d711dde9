import { deviceAction } from '#libs/push-protocol';

/** `attempt` counts the failures since a connection last held. */
export type ConnectionState =
  | { readonly name: 'off' }
  | { readonly name: 'asking-for-token'; readonly attempt: number }
  | { readonly name: 'dialling'; readonly attempt: number }
  | { readonly name: 'greeting'; readonly attempt: number }
  | { readonly name: 'ready'; readonly attempt: number }
  | { readonly name: 'waiting'; readonly attempt: number; readonly then: 'dial' | 'renew' }
  /** Signed out: the socket stays for the receipt, and nobody comes back. */
  | { readonly name: 'leaving' };

export type ConnectionInput =
  | { readonly type: 'start' }
  | { readonly type: 'token' }
  | { readonly type: 'token-unavailable' }
  | { readonly type: 'challenge' }
  | { readonly type: 'ready' }
  /** A pong came: the connection holds. */
  | { readonly type: 'held' }
  /** What had to come did not come in time. */
  | { readonly type: 'silence' }
  | { readonly type: 'closed'; readonly code: number }
  | { readonly type: 'waited' }
  | { readonly type: 'leave' }
  | { readonly type: 'stop' };

export type ConnectionEffect =
  | { readonly type: 'ask-for-token'; readonly fresh: boolean }
  | { readonly type: 'dial' }
  | { readonly type: 'greet' }
  | { readonly type: 'wait'; readonly attempt: number }
  | { readonly type: 'hang-up' }
  | { readonly type: 'online' }
  | { readonly type: 'offline' }
  | { readonly type: 'stop-playing' };

export interface Step {
  readonly state: ConnectionState;
  readonly effects: readonly ConnectionEffect[];
}

const step = (state: ConnectionState, ...effects: ConnectionEffect[]): Step => ({ state, effects });

/**
 * The connection's states, as a function: no clock, no socket. An input that means nothing in a state changes
 * nothing, since sockets and timers may speak after they were given up. A forgotten state does not compile.
 */
export function next(state: ConnectionState, input: ConnectionInput): Step {
  if (input.type === 'stop' && state.name !== 'off')
    return step({ name: 'off' }, { type: 'hang-up' }, ...wasOnline(state));
  switch (state.name) {
    case 'off':
      return input.type === 'start' ? ask(0, false) : step(state);
    case 'asking-for-token':
      if (input.type === 'token') return step({ name: 'dialling', attempt: state.attempt }, { type: 'dial' });
      if (input.type === 'token-unavailable') return wait(state.attempt, 'renew');
      return input.type === 'leave' ? step({ name: 'off' }) : step(state);
    case 'dialling':
      if (input.type === 'challenge')
        return step({ name: 'greeting', attempt: state.attempt }, { type: 'greet' });
      return connected(state, input);
    case 'greeting':
      if (input.type === 'ready') return step({ name: 'ready', attempt: state.attempt }, { type: 'online' });
      return connected(state, input);
    case 'ready':
      // Not at `ready`: a gateway that admits and drops at once would be dialled without a pause.
      if (input.type === 'held') return step({ name: 'ready', attempt: 0 });
      return connected(state, input);
    case 'waiting':
      if (input.type === 'leave') return step({ name: 'off' });
      if (input.type !== 'waited') return step(state);
      return ask(state.attempt, state.then === 'renew');
    case 'leaving':
      if (input.type === 'closed') return step({ name: 'off' });
      return input.type === 'silence' ? step({ name: 'off' }, { type: 'hang-up' }) : step(state);
    default:
      return forgotten(state);
  }
}

type Connected = Extract<ConnectionState, { name: 'dialling' | 'greeting' | 'ready' }>;

function connected(state: Connected, input: ConnectionInput): Step {
  const { attempt } = state;
  switch (input.type) {
    case 'silence':
      return also(wait(attempt, 'dial'), { type: 'hang-up' }, ...wasOnline(state));
    case 'closed':
      return also(afterClose(attempt, input.code), ...wasOnline(state));
    case 'leave':
      return step({ name: 'leaving' }, ...wasOnline(state));
    default:
      return step(state);
  }
}

/** The band of the close code is the instruction; the first time it is followed at once, then with pauses. */
function afterClose(attempt: number, code: number): Step {
  switch (deviceAction(code)) {
    case 'retry':
      return wait(attempt, 'dial');
    case 'renew':
      return attempt === 0 ? ask(1, true) : wait(attempt, 'renew');
    case 'stop':
      return also(attempt === 0 ? ask(1, true) : wait(attempt, 'renew'), { type: 'stop-playing' });
  }
}

const ask = (attempt: number, fresh: boolean): Step =>
  step({ name: 'asking-for-token', attempt }, { type: 'ask-for-token', fresh });

const wait = (attempt: number, then: 'dial' | 'renew'): Step =>
  step({ name: 'waiting', attempt: attempt + 1, then }, { type: 'wait', attempt });

const also = ({ state, effects }: Step, ...first: ConnectionEffect[]): Step =>
  step(state, ...first, ...effects);

const wasOnline = ({ name }: ConnectionState): ConnectionEffect[] =>
  name === 'ready' ? [{ type: 'offline' }] : [];

function forgotten(state: never): never {
  throw new Error(`no such state: ${JSON.stringify(state)}`);
}
