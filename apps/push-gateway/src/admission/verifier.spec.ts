import { jest } from '@jest/globals';
import { Verifier, type VerifyThread } from './verifier.js';
import type { ToVerify, Verdict, VerdictBatch, VerifyBatch } from './verdict.js';

class FakeThread implements VerifyThread {
  readonly batches: VerifyBatch[] = [];
  verdicts: (batch: VerdictBatch) => void = () => undefined;
  died: (cause: unknown) => void = () => undefined;
  terminated = 0;

  post(batch: VerifyBatch): void {
    this.batches.push(batch);
  }
  listen(verdicts: (batch: VerdictBatch) => void, died: (cause: unknown) => void): void {
    this.verdicts = verdicts;
    this.died = died;
  }
  terminate(): Promise<void> {
    this.terminated += 1;
    this.died(new Error('terminated'));
    return Promise.resolve();
  }
  answerAll(verdict: Verdict): void {
    for (const batch of this.batches.splice(0)) this.verdicts(batch.map(([id]) => [id, verdict] as const));
  }
}

const request: ToVerify = { accessToken: 'a', proof: 'p', nonce: 'n', htu: 'h', use: 'hello' };
const good: Verdict = { close: 'token_invalid' };

describe('verifying in a thread', () => {
  let threads: FakeThread[];
  let verifier: Verifier;
  const start = (maxPending = 100): Verifier =>
    new Verifier(
      () => {
        const thread = new FakeThread();
        threads.push(thread);
        return thread;
      },
      { maxPending },
      { error: () => undefined },
    );
  beforeEach(() => {
    jest.useFakeTimers();
    threads = [];
    verifier = start();
  });
  afterEach(async () => {
    await verifier.stop();
    jest.useRealTimers();
  });
  const turn = (): Promise<void> => jest.advanceTimersByTimeAsync(0);

  it('sends what comes in one turn in one message', async () => {
    const verdicts = [verifier.verify(request), verifier.verify(request), verifier.verify(request)];
    await turn();
    expect(threads[0]!.batches.map((batch) => batch.length)).toEqual([3]);
    threads[0]!.answerAll(good);
    expect(await Promise.all(verdicts)).toEqual([good, good, good]);
    expect(verifier.pending).toBe(0);
  });

  it('turns away more than it may hold, and takes again when there is room', async () => {
    await verifier.stop();
    verifier = start(1);
    const first = verifier.verify(request);
    expect(await verifier.verify(request)).toEqual({ close: 'overloaded' });
    await turn();
    threads.at(-1)!.answerAll(good);
    expect(await first).toEqual(good);
    void verifier.verify(request);
    expect(verifier.pending).toBe(1);
  });

  it('replaces a thread that dies, and lets nobody wait for its verdicts', async () => {
    const before = verifier.verify(request);
    await turn();
    threads[0]!.answerAll(good);
    await before;
    const [posted, queued] = [verifier.verify(request), verifier.verify(request)];
    threads[0]!.died(new Error('out of memory'));
    expect(await Promise.all([posted, queued])).toEqual([{ close: 'overloaded' }, { close: 'overloaded' }]);
    expect(threads).toHaveLength(2);
    const after = verifier.verify(request);
    await turn();
    expect(threads[1]!.batches.map((batch) => batch.length)).toEqual([1]);
    threads[1]!.answerAll(good);
    expect(await after).toEqual(good);
  });

  it('waits a second before it replaces one that died before it answered anything', async () => {
    threads[0]!.died(new Error('no such file'));
    expect(threads).toHaveLength(1);
    expect(await verifier.verify(request)).toEqual({ close: 'overloaded' });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(threads).toHaveLength(2);
  });

  it('replaces one that hangs', async () => {
    const stuck = verifier.verify(request);
    await jest.advanceTimersByTimeAsync(9_999);
    expect(threads[0]!.terminated).toBe(0);
    await jest.advanceTimersByTimeAsync(2);
    expect(threads[0]!.terminated).toBe(1);
    expect(await stuck).toEqual({ close: 'overloaded' });
  });

  it('takes a process that stood still for no hanging thread', async () => {
    const pending = verifier.verify(request);
    await turn();
    // A minute of which no timer knows; one check runs after it.
    jest.setSystemTime(Date.now() + 60_000);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(threads[0]!.terminated).toBe(0);
    threads[0]!.answerAll(good);
    expect(await pending).toEqual(good);
  });

  it('ignores a verdict nobody waits for', async () => {
    threads[0]!.verdicts([[99, good]]);
    expect(verifier.pending).toBe(0);
  });
});
