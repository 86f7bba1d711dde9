import fc from 'fast-check';
import { TOPICS } from '#libs/event-stream';
import { ASSUMED, PARTITIONS } from './assumed.js';
import { breaksFirst } from './breaks-first.js';
import { planFor, type Plan } from './plan.js';
import { aMeasured } from './testing/a-measured.js';
import { sent } from './topics.js';

const devices = fc.integer({ min: 1, max: 1_000_000_000 });
const share = fc.double({ min: 0.01, max: 1, noNaN: true });
const rate = fc.double({ min: 1, max: 1e6, noNaN: true });
const anyMeasured = fc
  .record({
    memoryKibAConnection: rate,
    toldUsADevice: rate,
    handshakesPerS: rate,
    receiptsStoredPerS: rate,
    refreshesPerS: rate,
    databaseBytesASession: rate,
    eventBytes: rate,
  })
  .map(aMeasured);

/** Every number of a plan, those of its cell too, by name. */
function numbers(plan: Plan): Readonly<Record<string, number>> {
  const { cell, ...rest } = plan;
  const { topics, ...numbersOfCell } = cell;
  const ofTopics = topics.map((load) => [`topic.${load.topic}`, sent(load)]);
  const ofCell = [
    ...ofTopics,
    ...Object.entries(numbersOfCell).map(([name, value]) => [`cell.${name}`, value]),
  ];
  return Object.fromEntries([...ofCell, ...Object.entries(rest)]) as Record<string, number>;
}

/** Which one may be less for more devices: an instance more for refreshes stores receipts too. */
const MAY_FALL = ['receiptsS'];

describe('a plan for a fleet', () => {
  it('has no number that is nothing, or none', () => {
    fc.assert(
      fc.property(devices, share, anyMeasured, (count, connectedShare, measured) => {
        for (const value of Object.values(numbers(planFor({ devices: count, connectedShare }, measured)))) {
          expect(value).toBeGreaterThan(0);
          expect(Number.isFinite(value)).toBe(true);
        }
      }),
    );
  });

  it('takes no less for more devices', () => {
    fc.assert(
      fc.property(devices, devices, share, anyMeasured, (one, other, connectedShare, measured) => {
        const [few, many] = [Math.min(one, other), Math.max(one, other)].map((count) =>
          numbers(planFor({ devices: count, connectedShare }, measured)),
        ) as [Record<string, number>, Record<string, number>];
        for (const name of Object.keys(few).filter((each) => !MAY_FALL.includes(each)))
          expect([name, many[name]! >= few[name]!]).toEqual([name, true]);
      }),
    );
  });

  it('takes no less of anything when each thing does less', () => {
    fc.assert(
      fc.property(devices, anyMeasured, (count, measured) => {
        const slower = { ...measured, refreshesPerS: measured.refreshesPerS / 2 };
        const [usual, more] = [measured, slower].map((one) => planFor({ devices: count }, one)) as [
          Plan,
          Plan,
        ];
        expect(more.accountApis).toBeGreaterThanOrEqual(usual.accountApis);
        expect(more.processors).toBeGreaterThanOrEqual(usual.processors);
      }),
    );
  });

  it('gives every connected device a place, and every refresh an instance, with what is kept free', () => {
    fc.assert(
      fc.property(devices, share, anyMeasured, (count, connectedShare, measured) => {
        const { cells, cell, gateways } = planFor({ devices: count, connectedShare }, measured);
        expect((gateways - cells * ASSUMED.spare) * ASSUMED.devicesAGateway).toBeGreaterThanOrEqual(
          Math.floor(count * connectedShare),
        );
        expect(
          (cell.accountApis - ASSUMED.spare) * measured.refreshesPerS * ASSUMED.headroom,
        ).toBeGreaterThanOrEqual(cell.refreshesPerS * 0.999_999);
      }),
    );
  });

  it('tells a campaign in the time of one gateway, however many there are', () => {
    const of = (count: number): number => planFor({ devices: count }, aMeasured()).toldMs;
    expect([of(45_000), of(10_000_000), of(300_000_000)]).toEqual([450, 450, 450]);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('is not made for %s devices', (count) => {
    expect(() => planFor({ devices: count }, aMeasured())).toThrow('whole number above 0');
  });

  it('costs more in larger cells once what everybody reads is most of it', () => {
    const brokers = (devicesACell: number): number =>
      planFor({ devices: 300_000_000, devicesACell }, aMeasured()).brokers / 300;
    expect(brokers(20_000_000)).toBeGreaterThan(brokers(10_000_000));
  });

  it('puts each topic of a cell into what its brokers send', () => {
    const { topics, egressMbps } = planFor({ devices: 10_000_000 }, aMeasured()).cell;
    expect(topics.map(({ topic }) => topic.split(':')[0])).toEqual(
      expect.arrayContaining(Object.values(TOPICS).map(({ name }) => name)),
    );
    expect(topics.reduce((sum, load) => sum + sent(load), 0)).toBeCloseTo(egressMbps, 6);
  });

  it('breaks where a plan’s own topics say so', () => {
    const at = (what: RegExp): number => breaksFirst(aMeasured()).find((one) => what.test(one.what))!.devices;
    const cellOf = (count: number) =>
      planFor({ devices: Math.round(count), devicesACell: Math.round(count) }, aMeasured()).cell;
    const read = (topic: string, count: number): number =>
      cellOf(count).topics.find((load) => load.topic === topic)!.writtenPerS;
    expect(read('account-activity', at(/account-activity/)) / ASSUMED.readWholePerS).toBeCloseTo(1, 2);
    expect(read('enforcement-progress', at(/enforcement-progress/)) / ASSUMED.readWholePerS).toBeCloseTo(
      1,
      2,
    );
    const brokers = at(/brokers/);
    expect([cellOf(brokers).brokers, cellOf(brokers + 1).brokers]).toEqual([3, 4]);
  });

  it('has as many partitions of `security-events` as the code', () => {
    expect(PARTITIONS).toBe(TOPICS.securityEvents.partitions);
  });

  it('says what breaks first, the smallest first, each at a number that a plan would not put on one', () => {
    fc.assert(
      fc.property(anyMeasured, (measured) => {
        const at = breaksFirst(measured).map((one) => one.devices);
        expect(at).toEqual([...at].sort((a, b) => a - b));
        expect(at.every((one) => one > 0 && Number.isFinite(one))).toBe(true);
      }),
    );
    const refreshes = breaksFirst(aMeasured()).find(({ what }) => what === 'one account API: refreshes');
    expect(refreshes?.devices).toBe(120_000);
    expect(planFor({ devices: 120_001 }, aMeasured()).accountApis).toBeGreaterThan(1);
  });
});
