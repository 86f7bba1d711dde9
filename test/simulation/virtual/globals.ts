import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';
import { Random } from './random.js';
import type { Surroundings, VirtualProcess } from './process.js';
import { toySubtle, toySign, toyVerify, toyPublicKey } from './toy-es256.js';

let around: Surroundings | null = null;
let chance = new Random(0, 'before');

/** From here on all time and chance that code asks Node for are of this history, and of the process whose step it is. */
export function enter(surroundings: Surroundings, seed: number): void {
  around = surroundings;
  chance = new Random(seed, 'within');
}

const here = (): VirtualProcess => {
  const running = around?.running ?? null;
  if (running === null) throw new Error('Time was asked for outside every virtual process');
  return running;
};

/** What `setTimeout` and its like answer. */
class Handle {
  constructor(public cancel: () => void) {}

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return false;
  }
}

const clear = (handle: unknown): void => {
  if (handle instanceof Handle) handle.cancel();
};

type Call = (...values: unknown[]) => void;

const timers = {
  setTimeout: (call: Call, ms = 0, ...values: unknown[]) =>
    new Handle(here().after(ms, () => call(...values))),
  setInterval: (call: Call, ms = 0, ...values: unknown[]) => {
    const process = here();
    const handle = new Handle(() => {});
    const again = (): void => {
      handle.cancel = process.after(ms, () => {
        again();
        call(...values);
      });
    };
    again();
    return handle;
  },
  setImmediate: (call: Call, ...values: unknown[]) => new Handle(here().soon(() => call(...values))),
  clearTimeout: clear,
  clearInterval: clear,
  clearImmediate: clear,
};

/**
 * Puts virtual time, chance and signatures in the places of Node's, for every module of this thread: most of the
 * product takes its clock by a port, and what does not is driven all the same, unchanged. Once, for good.
 */
export function takeOver(): void {
  Object.assign(globalThis, timers);
  Date.now = () => Math.floor(here().wallMs());
  Math.random = () => chance.next();
  performance.now = () => here().monotonicMs();
  const patched = crypto as unknown as Record<string, unknown>;
  patched['randomUUID'] = () => chance.uuid();
  patched['randomBytes'] = (count: number) => chance.bytes(count);
  patched['createPublicKey'] = toyPublicKey;
  patched['sign'] = toySign;
  patched['verify'] = toyVerify;
  const promised = timersPromises as unknown as Record<string, unknown>;
  promised['setTimeout'] = <T>(ms: number, value: T): Promise<T> =>
    new Promise((resolve) => here().after(ms, () => resolve(value)));
  promised['setImmediate'] = <T>(value: T): Promise<T> =>
    new Promise((resolve) => here().soon(() => resolve(value)));
  syncBuiltinESMExports();
  Object.defineProperty(globalThis, 'crypto', {
    value: { subtle: toySubtle, randomUUID: () => chance.uuid() },
  });
}
