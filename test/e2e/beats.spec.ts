import { KafkajsEventStream, topicName, type Beat } from '#libs/event-stream';
import { until } from '../support/account-api/until.js';
import { aStack, type Stack } from '../support/stack/a-stack.js';
import { enrolled } from '../support/stack/enrolled.js';
import { Person } from '../support/stack/person.js';
import { RawSocket } from '../support/stack/raw-socket.js';

const SIGN_OUTS = 600;
const EVERY_MS = 5;
const BROWSERS_AT_ONCE = 16;
const KNOCK_EVERY = 50;
/** A point is fresh while its beats are younger than this. */
const FRESH_MS = 2_000;

describe('beats under load', () => {
  let stack: Stack;
  let person: Person;
  let stream: KafkajsEventStream;
  beforeAll(async () => {
    stack = await aStack({ name: 'beats' });
    person = await Person.signedUp(stack.accountUrl);
    stream = await KafkajsEventStream.open({ brokers: stack.room.brokers.split(','), clientId: 'test' });
  });
  afterAll(async () => {
    await stream?.close();
    person?.close();
    await stack?.close();
  });

  it('go on under 200 sign-outs a second, and the gateway goes on letting devices in', async () => {
    const sids = await browserSessions();
    const knocking = await enrolled(stack, person, SIGN_OUTS / KNOCK_EVERY);
    const arrivals = new Map<number, number[]>();
    await stream.tail({
      topic: topicName('securityEvents', stack.room.prefix),
      from: 'end',
      onRecord: async ({ partition, headers, value }) => {
        if (headers['type'] !== 'beat') return;
        const { databaseTime } = JSON.parse(value) as Beat;
        arrivals.set(partition, [...(arrivals.get(partition) ?? []), databaseTime]);
      },
      onGap: (reason) => {
        throw new Error(reason);
      },
    });
    await until('beats come', () => arrivals.size === 6);

    const answers: Promise<string>[] = [];
    const greetings: Promise<boolean>[] = [];
    const began = performance.now();
    await new Promise<void>((resolve) => {
      const pressing = setInterval(() => {
        // As many as are due by now: a timer that is late must not slow the load.
        const due = Math.min(SIGN_OUTS, Math.ceil((performance.now() - began) / EVERY_MS));
        while (answers.length < due) {
          const device = knocking[greetings.length];
          if (answers.length % KNOCK_EVERY === 0 && device !== undefined) greetings.push(knock(device));
          answers.push(person.revokeSession(sids[answers.length]!).then(({ id }) => id));
        }
        if (answers.length < SIGN_OUTS) return;
        clearInterval(pressing);
        resolve();
      }, EVERY_MS);
    });
    const ids = await Promise.all(answers);
    const tookMs = performance.now() - began;
    expect(new Set(ids).size).toBe(SIGN_OUTS);
    expect(await Promise.all(greetings)).toEqual(knocking.map(() => true));
    await Promise.all([ids[0]!, ids.at(-1)!].map((id) => person.blocked(id)));

    const rate = Math.round(SIGN_OUTS / (tookMs / 1000));
    const longestMs = Math.max(...[...arrivals.values()].map(longestGap));
    process.stdout.write(
      `${rate} sign-outs a second; the longest pause between two beats was ${longestMs} ms\n`,
    );
    expect(longestMs).toBeLessThan(FRESH_MS);
  });

  /** Sessions that cost little to make, and as much as any to sign out. */
  async function browserSessions(): Promise<readonly string[]> {
    const sids: string[] = [];
    let left = SIGN_OUTS;
    const oneAfterAnother = async (): Promise<void> => {
      while (left-- > 0) {
        const browser = await person.another();
        sids.push(browser.sid);
        browser.close();
      }
    };
    await Promise.all(Array.from({ length: BROWSERS_AT_ONCE }, oneAfterAnother));
    return sids;
  }

  async function knock({ accessToken, key }: Awaited<ReturnType<typeof enrolled>>[number]): Promise<boolean> {
    const socket = new RawSocket(stack.pushUrl, stack.keys.ca);
    const { ready } = await socket.hello(accessToken, key);
    socket.close();
    return ready;
  }
});

const longestGap = (times: readonly number[]): number =>
  Math.round(Math.max(0, ...times.slice(1).map((at, i) => at - times[i]!)));
