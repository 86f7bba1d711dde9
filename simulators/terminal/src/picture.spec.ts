import type { DeviceEvent } from '#libs/device-client';
import { draw, FIRST_PICTURE, next } from './picture.js';

const session = { sid: 's1', sub: 'a1', seq: 1, kind: 'tv', model: 'Aurora 55', appVersion: '1.0.0' };
const after = (...events: DeviceEvent[]): string =>
  draw(events.reduce(next, FIRST_PICTURE), 'Living room TV', true);

describe('the screen of a device', () => {
  it('shows a code, where to enter it, and a picture of both', () => {
    const code = {
      deviceCode: 'secret-device-code',
      userCode: 'BCDF-GHJK',
      verificationUri: 'http://localhost:7080/activate',
      verificationUriComplete: 'http://localhost:7080/activate?user_code=BCDF-GHJK',
      expiresInS: 600,
      intervalS: 5,
    };
    const text = after({ type: 'enrolment-screen', because: 'new' }, { type: 'user-code', code });
    expect(text).toContain('BCDF-GHJK');
    expect(text).toContain('http://localhost:7080/activate');
    expect(text).toContain('▀');
    expect(text).not.toContain('secret-device-code');
  });

  it('tells what was deleted, and that the service knows', () => {
    const text = after(
      { type: 'linked', session },
      { type: 'online' },
      { type: 'signed-out', wiped: ['tokens', 'last-seen'], jti: 'j', txn: 't' },
      { type: 'enrolment-screen', because: 'signed-out' },
      { type: 'receipt-stored', jti: 'r', via: 'socket' },
    );
    expect(text).toContain('tokens deleted');
    expect(text).toContain('last seen deleted');
    expect(text).toContain('has this device’s receipt');
    expect(text).toContain('any key');
  });

  it('offers to sign out here only while somebody is signed in', () => {
    expect(after({ type: 'linked', session })).toContain('sign out here');
    expect(after({ type: 'enrolment-screen', because: 'new' })).not.toContain('sign out here');
  });
});
