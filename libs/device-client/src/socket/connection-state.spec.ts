import fc from 'fast-check';
import { next, type ConnectionInput, type ConnectionState } from './connection-state.js';

const anInput: fc.Arbitrary<ConnectionInput> = fc.oneof(
  fc.constantFrom<ConnectionInput>(
    { type: 'start' },
    { type: 'token' },
    { type: 'token-unavailable' },
    { type: 'challenge' },
    { type: 'ready' },
    { type: 'held' },
    { type: 'silence' },
    { type: 'waited' },
  ),
  fc.record({ type: fc.constant('closed' as const), code: fc.integer({ min: 1000, max: 4999 }) }),
);
const anEnd = fc.constantFrom<ConnectionInput>({ type: 'leave' }, { type: 'stop' });

interface Run {
  readonly state: ConnectionState;
  readonly sockets: number;
  readonly online: boolean;
  readonly effects: readonly string[];
}

/** Follows the machine as the world would: a dial makes a socket; a close or hanging up takes it away. */
function follow(inputs: readonly ConnectionInput[]): Run {
  let state: ConnectionState = { name: 'off' };
  let sockets = 0;
  let online = false;
  const all: string[] = [];
  for (const input of inputs) {
    if (['closed', 'challenge', 'ready', 'held', 'silence'].includes(input.type) && sockets === 0) continue;
    if (input.type === 'closed') sockets = 0;
    const { state: after, effects } = next(state, input);
    for (const { type } of effects) {
      if (type === 'dial') sockets += 1;
      if (type === 'hang-up') sockets = 0;
      if (type === 'online') online = true;
      if (type === 'offline') online = false;
      all.push(type);
    }
    state = after;
    if (sockets > 1) throw new Error('two sockets at once');
    if (online !== (state.name === 'ready')) throw new Error(`online is ${online} in ${state.name}`);
  }
  return { state, sockets, online, effects: all };
}

const afterReady = (input: ConnectionInput): ReturnType<typeof next> =>
  next({ name: 'ready', attempt: 0 }, input);

describe('the states of a connection', () => {
  it('never hold two sockets, and say online exactly while ready, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(fc.array(anInput, { maxLength: 60 }), (inputs) => {
        const { state, sockets } = follow([{ type: 'start' }, ...inputs]);
        const holdsOne = ['dialling', 'greeting', 'ready'].includes(state.name);
        expect(sockets).toBe(holdsOne ? 1 : 0);
      }),
    );
  });

  it('always come back: from any state, an answer to each question leads to ready again', () => {
    fc.assert(
      fc.property(fc.array(anInput, { maxLength: 40 }), (inputs) => {
        let { state } = follow([{ type: 'start' }, ...inputs]);
        const helpful = ['waited', 'token', 'challenge', 'ready'] as const;
        for (const type of helpful) state = next(state, { type }).state;
        expect(state.name).toBe('ready');
      }),
    );
  });

  it('never dial again once the session is over', () => {
    fc.assert(
      fc.property(
        fc.array(anInput, { maxLength: 40 }),
        anEnd,
        fc.array(anInput, { maxLength: 40 }),
        (before, end, after) => {
          const { effects: until } = follow([{ type: 'start' }, ...before, end]);
          const { effects } = follow([
            { type: 'start' },
            ...before,
            end,
            ...after.filter(({ type }) => type !== 'start'),
          ]);
          expect(effects.slice(until.length)).not.toContain('dial');
          expect(effects.slice(until.length)).not.toContain('ask-for-token');
        },
      ),
    );
  });

  it('obey the band of a close code they have never seen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 4999 }), (code) => {
        const effects = afterReady({ type: 'closed', code }).effects.map(({ type }) => type);
        if (code >= 4500) expect(effects).toEqual(['offline', 'stop-playing', 'ask-for-token']);
        else if (code >= 4200 && code <= 4299) expect(effects).toEqual(['offline', 'ask-for-token']);
        else expect(effects).toEqual(['offline', 'wait']);
      }),
    );
  });

  it('wait longer each time a gateway admits and drops at once, and start over after one pong', () => {
    const dropped = next({ name: 'ready', attempt: 3 }, { type: 'closed', code: 1006 });
    expect(dropped.effects).toContainEqual({ type: 'wait', attempt: 3 });
    const held = next({ name: 'ready', attempt: 3 }, { type: 'held' }).state;
    expect(next(held, { type: 'closed', code: 1006 }).effects).toContainEqual({ type: 'wait', attempt: 0 });
  });

  it('pause between renewals that a gateway keeps refusing', () => {
    expect(next({ name: 'greeting', attempt: 1 }, { type: 'closed', code: 4202 }).effects).toEqual([
      { type: 'wait', attempt: 1 },
    ]);
  });
});
