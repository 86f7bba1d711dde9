/**
 * The mechanism: a request waited for the poll that was to judge its session, while the guard, which could not tell
 * for a while, ended what was in flight and not judged good. The poll then said good, the guard saw a response that
 * was ended, and took that for the session's end: it answered `session_revoked`, which tells the device to stop,
 * of a session that nobody had signed out. What it may say then is that it cannot tell.
 */
import { aGate } from '../support/account-api/gate.js';
import { until } from '../support/account-api/until.js';
import type { Judgement } from '#libs/enforcement';
import { aFreePort, aGuard, aSession, SERVICES, WirePlayer } from '#libs/resource-server/testing';

describe('a session that is judged good when its response was ended for want of a judgement', () => {
  it('is not called revoked', async () => {
    const port = await aFreePort();
    const url = `http://localhost:${port}`;
    const { guard, point, inFlight, issuer } = aGuard({ origins: [url] });
    const service = await Object.values(SERVICES)[0]!(guard, port, () => undefined);
    const session = aSession();
    const player = new WirePlayer(url, { accessToken: await issuer.token(session), key: session.key });
    await player.ask('GET', '/whoami');

    const poll = aGate();
    let asked = 0;
    point.why = 'beats-old';
    // The request's own question is answered late, and with good; whoever asks meanwhile is not told so.
    point.check = (): Judgement | Promise<Judgement> =>
      ++asked === 1 ? poll.passed.then(() => 'good' as const) : 'not-fresh';
    const answer = player.ask('GET', '/whoami');
    await until('the request waits for its judgement', () => asked === 1 && inFlight.size === 1);
    guard.judgeAnew();
    poll.open();

    const { status, json } = await answer;
    player.close();
    await service.close();
    expect([status, json['code'], json['device']]).toEqual([503, 'not_fresh', 'retry']);
  });
});
