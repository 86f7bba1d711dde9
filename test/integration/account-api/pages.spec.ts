import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import type { ConnectionPresence } from '#libs/event-stream';
import type { SessionPage } from '../../../apps/account-api/src/sessions/session.js';
import { aBrowser, aDevice, anAccount } from '../../support/account-api/account.js';
import { FakePoint } from '../../support/account-api/fake-point.js';
import { anInstallation, type Installation } from '../../support/account-api/installation.js';
import { anInstance, type Instance } from '../../support/account-api/instance.js';
import { until } from '../../support/account-api/until.js';

jest.setTimeout(30_000);

describe('what an open account page hears', () => {
  let installation: Installation;
  let one: Instance;
  let other: Instance;

  beforeAll(async () => {
    installation = await anInstallation();
    one = await anInstance(installation);
    other = await anInstance(installation);
  });
  afterAll(async () => {
    await one?.close();
    await other?.close();
    await installation?.close();
  });

  const home = async () => {
    const sub = await anAccount(installation.database);
    const browser = await aBrowser(one, installation.database, sub);
    const tv = await aDevice(one, installation.database, sub);
    return { sub, browser, tv };
  };
  /** Opens the page's event stream and collects what comes. */
  const listen = async (api: Instance, headers: Readonly<Record<string, string>>) => {
    const leaving = new AbortController();
    const response = await fetch(`${api.url}/api/events`, { headers, signal: leaving.signal });
    const heard: { type: string; sid?: string; revocationId?: string; txn?: string }[] = [];
    const reader = response.body!.getReader();
    let text = '';
    let ended = false;
    const reading = (async () => {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        text += new TextDecoder().decode(value);
        for (let at = text.indexOf('\n\n'); at >= 0; at = text.indexOf('\n\n')) {
          const data = /^event: changed\ndata: (.*)$/.exec(text.slice(0, at))?.[1];
          const change = data === undefined ? null : (JSON.parse(data) as (typeof heard)[number]);
          // That a device was linked is told while the page opens; whether before or after is no matter here.
          if (change !== null && change.type !== 'session-opened') heard.push(change);
          text = text.slice(at + 2);
        }
      }
    })()
      .catch(() => {})
      .finally(() => (ended = true));
    const leave = async () => {
      leaving.abort();
      await reading;
    };
    return { response, heard, leave, isOver: () => ended };
  };
  const presence = ({
    boot,
    ...said
  }: Partial<ConnectionPresence> & Pick<ConnectionPresence, 'sid' | 'online'> & { readonly boot: string }) =>
    installation.stream.publish({
      topic: installation.topic('devicePresence'),
      key: said.sid,
      value: JSON.stringify({
        ...{ v: 1, gateway: 'g1', boot },
        connections: [{ connection: 'c1', at: Date.now(), ...said }],
      }),
    });
  const online = async (browser: { headers: Readonly<Record<string, string>> }, sid: string) => {
    const response = await fetch(`${one.url}/api/sessions`, { headers: browser.headers });
    const { sessions } = (await response.json()) as SessionPage;
    return sessions.find((session) => session.sid === sid)!.online;
  };

  it('a sign-out pressed at one instance is heard at the other, its blocked clock too', async () => {
    const { sub, browser, tv } = await home();
    const stranger = await home();
    const page = await listen(other, browser.headers);
    const strangers = await listen(other, stranger.browser.headers);
    expect(page.response.headers.get('content-type')).toContain('text/event-stream');
    const { id } = await one.revokeSession.revoke(sub, tv.sid);
    await until('both clocks’ events', () => page.heard.length >= 2);
    const both = { at: expect.any(Number), sid: tv.sid, revocationId: id, txn: expect.any(String) };
    expect(page.heard).toEqual([
      { ...both, type: 'session-revoked' },
      { ...both, type: 'revocation-blocked' },
    ]);
    expect(new Set(page.heard.map(({ txn }) => txn)).size).toBe(1);
    expect(strangers.heard).toEqual([]);
    await page.leave();
    await strangers.leave();
  });

  it('a page of a browser that is itself signed out is closed, and hears nothing more', async () => {
    const { sub, browser } = await home();
    const page = await listen(other, browser.headers);
    await one.revokeAccount.revoke(sub);
    await until('the end', page.isOver);
    expect(page.heard).toEqual([]);
  });

  it('shows a TV online while it is connected; another connection’s end does not count', async () => {
    const { browser, tv } = await home();
    const gateway = await new FakePoint(installation.stream, installation, 'g1').join();
    const { boot } = gateway;
    const page = await listen(one, browser.headers);
    await presence({ sid: tv.sid, boot, online: true, connection: 'c1' });
    await presence({ sid: tv.sid, boot, online: true, connection: 'c2' });
    await presence({ sid: tv.sid, boot, online: false, connection: 'c1' });
    await until('three changes', () => page.heard.filter(({ type }) => type === 'presence').length >= 3);
    expect(await online(browser, tv.sid)).toBe(true);
    await presence({ sid: tv.sid, boot, online: false, connection: 'c2' });
    await until('offline', async () => !(await online(browser, tv.sid)));
    await page.leave();
    await gateway.leave();
  });

  it('forgets who was online at a gateway that is gone', async () => {
    const { browser, tv } = await home();
    const gateway = await new FakePoint(installation.stream, installation, 'g1').join();
    await presence({ sid: tv.sid, boot: gateway.boot, online: true });
    await presence({ sid: tv.sid, boot: randomUUID(), online: false });
    await until('online', () => online(browser, tv.sid));
    await gateway.leave();
    await until('offline', async () => !(await online(browser, tv.sid)));
  });
});
