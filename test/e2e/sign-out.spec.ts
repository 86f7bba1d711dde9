import { aStack, type Stack } from '../support/stack/a-stack.js';
import { Person } from '../support/stack/person.js';
import { StackDevice, type StackDeviceOptions } from '../support/stack/stack-device.js';

describe('signing devices out', () => {
  let stack: Stack;
  let person: Person;
  const devices: StackDevice[] = [];
  const people: Person[] = [];
  beforeAll(async () => {
    stack = await aStack({ name: 'sign-out' });
  });
  beforeEach(async () => {
    person = await Person.signedUp(stack.accountUrl);
    people.push(person);
  });
  afterEach(() => {
    for (const device of devices.splice(0)) device.close();
    for (const one of people.splice(0)) one.close();
  });
  afterAll(() => stack?.close());

  const linked = async (options: StackDeviceOptions = {}, by = person): Promise<StackDevice> => {
    const device = await StackDevice.linked(stack, by, options);
    devices.push(device);
    return device;
  };

  it('signs the TV out, and the phone of the same account stays connected', async () => {
    const [tv, phone] = await Promise.all([linked({ kind: 'tv' }), linked({ kind: 'phone' })]);
    const { id } = await person.revokeSession(tv.sid);

    const { wiped } = await tv.hears('signed-out');
    expect(wiped).toEqual(['tokens', 'profile', 'artwork', 'last-seen']);
    expect(await tv.hears('receipt-stored')).toMatchObject({ via: 'socket' });
    expect(tv.disk.record).toEqual({ v: 1, grant: null, signOut: null, receipts: [] });
    expect(tv.data.files.size).toBe(0);
    const { devices, points } = await person.settled(id);
    expect(devices).toMatchObject([{ sid: tv.sid, state: 'confirmed', name: 'Living room TV' }]);
    expect(points).toBe(1);

    await phone.ping();
    expect(phone.events.map(({ type }) => type)).not.toContain('offline');
    expect(await person.session(phone.sid)).toMatchObject({ state: 'active', online: true });
  });

  it('signs all out, and the browser that asked stays if it is to be spared', async () => {
    const browser = await person.another();
    people.push(browser);
    const both = await Promise.all([linked({ kind: 'tv' }), linked({ kind: 'phone' })]);
    const { id } = await person.revokeAll({ exceptSid: person.sid });
    for (const device of both) await device.hears('receipt-stored');
    const { devices } = await person.settled(id);
    const states = new Map(devices.map(({ sid, state }) => [sid, state]));
    expect(states).toEqual(
      new Map([
        [both[0].sid, 'confirmed'],
        [both[1].sid, 'confirmed'],
        [browser.sid, 'signed-out'],
      ]),
    );
    await expect(browser.sessions()).rejects.toMatchObject({ status: 401 });
    expect((await person.sessions()).filter(({ state }) => state === 'active')).toMatchObject([
      { sid: person.sid, current: true },
    ]);
  });

  it('signs all out, this browser too', async () => {
    const tv = await linked();
    await person.revokeAll();
    await tv.hears('receipt-stored');
    await expect(person.sessions()).rejects.toMatchObject({ status: 401 });
    await person.signIn();
    expect((await person.session(tv.sid)).signOut?.confirmedAt).not.toBeNull();
  });

  it('signs all out but the one that is named', async () => {
    const [tv, phone] = await Promise.all([linked({ kind: 'tv' }), linked({ kind: 'phone' })]);
    await person.revokeAll({ exceptSid: phone.sid });
    await tv.hears('receipt-stored');
    await phone.ping();
    expect(phone.saw('offline')).toBe(false);
    await expect(person.sessions()).rejects.toMatchObject({ status: 401 });
  });

  it('leaves other accounts alone', async () => {
    const stranger = await Person.signedUp(stack.accountUrl);
    people.push(stranger);
    const [ours, theirs] = await Promise.all([linked(), linked({}, stranger)]);
    await expect(person.revokeSession(theirs.sid)).rejects.toMatchObject({ status: 404 });
    await person.revokeAll({ exceptSid: person.sid });
    await ours.hears('receipt-stored');
    await theirs.ping();
    expect(theirs.saw('offline')).toBe(false);
  });

  it('takes two TVs approved in one browser for two sessions', async () => {
    const [one, other] = await Promise.all([linked({ name: 'Kitchen' }), linked({ name: 'Bedroom' })]);
    expect(one.sid).not.toBe(other.sid);
    const listed = await person.sessions();
    expect(
      listed
        .filter(({ kind }) => kind === 'tv')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['Bedroom', 'Kitchen']);
    await person.revokeSession(one.sid);
    await one.hears('receipt-stored');
    await other.ping();
    expect(other.saw('offline')).toBe(false);
  });

  it('is the same sign-out when it is asked for twice', async () => {
    const tv = await linked();
    const [first, second] = await Promise.all([person.revokeSession(tv.sid), person.revokeSession(tv.sid)]);
    expect(second.id).toBe(first.id);
    await tv.hears('receipt-stored');
    expect((await person.settled(first.id)).devices).toHaveLength(1);
  });

  it('shows both clocks on an open page without a reload: each hint finds its news at the first look', async () => {
    const page = await person.openPage();
    const tv = await linked();
    await page.hears('that a device came', ({ type, sid }) => type === 'session-opened' && sid === tv.sid);
    const { id } = await person.revokeSession(tv.sid);
    await page.hears(
      'that it is blocked',
      ({ type, revocationId }) => type === 'revocation-blocked' && revocationId === id,
    );
    expect((await person.revocation(id)).blockedAt).not.toBeNull();
    await page.hears(
      'that it is confirmed',
      ({ type, sid }) => type === 'session-confirmed' && sid === tv.sid,
    );
    const { requestedAt, blockedAt, devices } = await person.revocation(id);
    expect(devices[0]!.confirmedAt).toBeGreaterThan(requestedAt);
    expect(blockedAt).toBeGreaterThan(requestedAt);
  });

  it('signs out on the device itself: the server knows, and awaits no receipt', async () => {
    const [tv, phone] = await Promise.all([linked({ kind: 'tv' }), linked({ kind: 'phone' })]);
    const { sid } = tv;
    await tv.signOutHere();
    expect(tv.disk.record.grant).toBeNull();
    expect(tv.data.files.size).toBe(0);
    expect(tv.last('enrolment-screen')).toMatchObject({ because: 'signed-out' });
    expect(await person.session(sid)).toMatchObject({
      state: 'signed-out',
      signOut: { awaitsReceipt: false, reachable: null },
    });
    await phone.ping();
    expect(phone.saw('offline')).toBe(false);
  });

  it('lets the device be linked anew, as the same device, right after all were signed out', async () => {
    const tv = await linked();
    const before = tv.session;
    await person.revokeAll({ exceptSid: person.sid });
    await tv.hears('receipt-stored');
    await tv.link(person);
    expect(tv.session.sid).not.toBe(before.sid);
    expect(tv.session.seq).toBeGreaterThan(before.seq);
    await tv.ping();
    expect(await person.session(tv.sid)).toMatchObject({ state: 'active' });
  });
});
