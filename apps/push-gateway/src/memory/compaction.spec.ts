import { Compaction } from './compaction.js';

describe('what the handshakes of a rush have left', () => {
  let hub: { arrived: number; size: { greeting: number; registered: number } };
  let fanOuts: { isUnderWay: boolean };
  let collected: number;
  let compaction: Compaction;
  beforeEach(() => {
    hub = { arrived: 0, size: { greeting: 0, registered: 0 } };
    fanOuts = { isUnderWay: false };
    collected = 0;
    compaction = new Compaction(hub, fanOuts, () => (collected += 1), { info: () => undefined });
  });
  const arrive = (count: number): void => {
    hub.arrived += count;
    hub.size.registered += count;
    compaction.look();
  };

  it('is given back once, in the first lull', () => {
    for (let look = 0; look < 10; look++) arrive(800);
    expect(collected).toBe(0);
    arrive(3);
    expect(collected).toBe(1);
    for (let look = 0; look < 10; look++) arrive(3);
    expect(collected).toBe(1);
  });

  it('stays while somebody is being told', () => {
    arrive(5_000);
    fanOuts.isUnderWay = true;
    arrive(0);
    expect(collected).toBe(0);
    fanOuts.isUnderWay = false;
    arrive(0);
    expect(collected).toBe(1);
  });

  it('is not worth it for a few, nor for a small part of those that are here', () => {
    arrive(999);
    arrive(0);
    expect(collected).toBe(0);
    arrive(40_000);
    arrive(0);
    arrive(4_000);
    arrive(0);
    expect(collected).toBe(1);
  });

  it('never comes of a trickle, however long it lasts', () => {
    hub.size.registered = 10_000;
    for (let look = 0; look < 1_000; look++) {
      hub.arrived += 90;
      compaction.look();
    }
    expect(collected).toBe(0);
  });

  it('comes of devices that return, though none is more than before', () => {
    hub.size.registered = 10_000;
    for (let look = 0; look < 10; look++) {
      hub.arrived += 1_000;
      compaction.look();
    }
    compaction.look();
    expect(collected).toBe(1);
  });
});
