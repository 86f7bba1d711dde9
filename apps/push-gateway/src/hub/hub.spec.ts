import fc from 'fast-check';
import { covers, type Predicate } from '#libs/revocation-index';
import { Hub } from './hub.js';
import { inSlices } from './in-slices.js';
import { aConnection } from './testing/a-connection.js';

describe('the hub', () => {
  it('finds the same connections as a look at each would, after any coming and going', () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const steps = fc.array(
      fc.record({ sid: name, sub: name, seq: fc.nat(5), leaves: fc.option(fc.nat(20), { nil: undefined }) }),
      { maxLength: 40 },
    );
    const predicate: fc.Arbitrary<Predicate> = fc.oneof(
      fc.record({ type: fc.constant('session' as const), sid: name }),
      fc.record({ type: fc.constant('account' as const), sub: name, cutoff: fc.nat(5), exceptSid: name }),
      fc.record({ type: fc.constant('account' as const), sub: name, cutoff: fc.nat(5) }),
    );
    fc.assert(
      fc.property(steps, predicate, (connects, one) => {
        const hub = new Hub();
        const all = connects.map(({ sid, sub, seq }) => aConnection({ sid, sub, seq }));
        const there = new Set<(typeof all)[number]>();
        connects.forEach(({ leaves }, i) => {
          hub.register(all[i]!);
          there.add(all[i]!);
          const leaver = leaves === undefined ? undefined : all[leaves];
          if (leaver === undefined || !there.delete(leaver)) return;
          hub.remove(leaver);
          hub.remove(leaver);
        });
        const expected = [...there].filter((connection) => covers(one, connection));
        expect(new Set(hub.covered(one))).toEqual(new Set(expected));
        expect(new Set(hub.registered())).toEqual(there);
        expect(hub.size.registered).toBe(there.size);
      }),
    );
  });

  it('knows no covered ones of a class without a scan', () => {
    expect(new Hub().covered({ type: 'class', cutoff: 1 })).toBeNull();
  });

  it('gives those who have not said hello, oldest first', () => {
    const hub = new Hub();
    const [a, b, c] = [aConnection(), aConnection(), aConnection()];
    for (const connection of [a, b, c]) hub.greet(connection);
    hub.greeted(b);
    hub.remove(a);
    expect([...hub.greeting()]).toEqual([c]);
  });

  it('removes one that was never registered without touching its namesake', () => {
    const hub = new Hub();
    const registered = aConnection({ sid: 's', sub: 'u' });
    hub.register(registered);
    hub.remove(aConnection({ sid: 's', sub: 'u' }));
    expect(hub.ofSession('s')).toEqual([registered]);
    expect(hub.ofAccount('u')).toEqual([registered]);
  });
});

describe('work in slices', () => {
  it('does the first slice at once, all in the end, and lets others in between', async () => {
    const done: number[] = [];
    const order: string[] = [];
    const all = inSlices([1, 2, 3, 4, 5], 2, (one) => {
      done.push(one);
      order.push('slice');
    });
    expect(done).toEqual([1, 2]);
    setImmediate(() => order.push('other'));
    await all;
    expect(done).toEqual([1, 2, 3, 4, 5]);
    expect(order.indexOf('other')).toBeLessThan(order.length - 1);
  });

  it('bears that what it goes through shrinks and grows', async () => {
    const hub = new Hub();
    const connections = Array.from({ length: 10 }, () => aConnection({ sub: 'one' }));
    for (const connection of connections) hub.register(connection);
    const met: unknown[] = [];
    await inSlices(hub.registered(), 3, (connection) => {
      met.push(connection);
      hub.remove(connection);
      if (met.length < 5) hub.register(aConnection());
    });
    expect(met.length).toBeGreaterThanOrEqual(10);
    expect(new Set(met).size).toBe(met.length);
    for (const connection of connections) expect(met).toContain(connection);
  });
});
