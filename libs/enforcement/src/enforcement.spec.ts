import { someFacts, World } from './testing/index.js';

describe('an enforcement point', () => {
  let world: World;
  beforeEach(() => (world = new World()));

  it('is ready and fresh once it has the snapshot, the end of the log, a report acknowledged, and beats', async () => {
    const tv = someFacts();
    const old = someFacts();
    world.commit({ type: 'session', sid: old.sid });
    const { enforcement, counts } = await world.freshPoint();
    expect([enforcement.judge(tv), enforcement.judge(old)]).toEqual(['good', 'revoked']);
    expect(counts.rereads).toBeGreaterThan(0);
    await enforcement.stop();
  });
});
