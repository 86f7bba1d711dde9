import { ChangeStream, type StreamState } from './change-stream.js';

const CLOSED = 2;
const CONNECTING = 0;

/** An EventSource in the test’s hand. */
class FakeSource extends EventTarget {
  readyState = CONNECTING;
  say(type: string, readyState = this.readyState): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event(type));
  }
  close(): void {
    this.readyState = CLOSED;
  }
}

describe('the page’s ear', () => {
  const opened: FakeSource[] = [];
  const states: StreamState[] = [];
  const waits: { ms: number; run: () => void; cancelled: boolean }[] = [];
  let changes: number;
  let stream: ChangeStream;

  beforeEach(() => {
    Object.assign(globalThis, { EventSource: { CLOSED, CONNECTING, OPEN: 1 } });
    for (const list of [opened, states, waits]) list.length = 0;
    changes = 0;
    stream = new ChangeStream({
      open: () => {
        opened.push(new FakeSource());
        return opened.at(-1) as unknown as EventSource;
      },
      onChanged: () => void (changes += 1),
      onState: (state) => void states.push(state),
      after: (ms, run) => {
        const wait = { ms, run, cancelled: false };
        waits.push(wait);
        return () => void (wait.cancelled = true);
      },
      random: () => 1,
    });
    stream.start();
  });
  afterAll(() => {
    Reflect.deleteProperty(globalThis, 'EventSource');
  });

  it('counts each opening as a change, since what happened before it was not heard', () => {
    opened[0]!.say('open', 1);
    expect(changes).toBe(1);
    opened[0]!.say('changed');
    expect(changes).toBe(2);
    opened[0]!.say('error', CONNECTING);
    opened[0]!.say('open', 1);
    expect([changes, states]).toEqual([3, ['opening', 'open', 'lost', 'open']]);
    expect(opened).toHaveLength(1);
  });

  it('opens anew, later and later, what the browser has given up; a good opening forgets the failures', () => {
    for (let failure = 0; failure < 7; failure++) {
      opened.at(-1)!.say('error', CLOSED);
      waits.at(-1)!.run();
    }
    expect(waits.map(({ ms }) => ms)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]);
    opened.at(-1)!.say('open', 1);
    opened.at(-1)!.say('error', CLOSED);
    expect(waits.at(-1)!.ms).toBe(1_000);
  });

  it('started anew, it is deaf to the stream from before and waits for nothing', () => {
    opened[0]!.say('error', CLOSED);
    stream.start();
    expect(waits[0]!.cancelled).toBe(true);
    const before = states.length;
    opened[0]!.say('error', CLOSED);
    expect(states).toHaveLength(before);
    stream.stop();
    expect(opened[1]!.readyState).toBe(CLOSED);
  });
});
