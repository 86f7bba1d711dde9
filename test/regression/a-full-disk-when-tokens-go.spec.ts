/**
 * The mechanism: told that its session is over, without an event, a device drops its tokens. If its disk failed at
 * that write, the device stayed between two screens: it was not linked, and could not be linked, until it was
 * switched off and on. What is on the disk is worth nothing by then, and the next start drops it.
 */
import { DeviceWorld } from '#libs/device-client/testing';

it('a device whose disk is full when its session is over shows its first screen, and can be linked again', async () => {
  const world = new DeviceWorld();
  const disk = world.disk.run();
  let full = false;
  const write: typeof disk.write = (record) =>
    full ? Promise.reject(new Error('ENOSPC')) : disk.write(record);
  const device = await world.linked({ store: { read: () => disk.read(), write } });
  full = true;
  world.issuer.scripted.push({ status: 400, body: { error: 'invalid_grant' } });
  world.gateway.current.close('token_expired');
  await world.until(
    'the first screen is shown',
    () => world.last('enrolment-screen')?.because === 'over',
    200,
  );
  expect(world.data.playing).toBe(false);
  full = false;
  void device.link();
  await world.until('it is linked again', () => device.state === 'linked', 200);
  expect(world.disk.record.grant?.session.sid).not.toBe('s1');
  world.close();
});
