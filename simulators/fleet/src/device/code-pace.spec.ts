import type { HttpResponse } from '#libs/device-client';
import { CodePace } from './code-pace.js';
import { SharedHttp } from './shared-http.js';

describe('devices of a fleet that ask for codes', () => {
  it('ask all at once while none is refused', async () => {
    const waited: number[] = [];
    const pace = new CodePace(async (ms) => void waited.push(ms));
    await Promise.all([pace.turn(), pace.turn(), pace.turn()]);
    expect(waited).toEqual([]);
  });

  it('ask one after another once one is refused, and never seldomer than each ten seconds', async () => {
    const waited: number[] = [];
    const pace = new CodePace(async (ms) => void waited.push(ms));
    pace.refused(2);
    await Promise.all([pace.turn(), pace.turn()]);
    expect(waited).toEqual([2_000, 2_000]);
    pace.refused(1);
    expect(pace.everyMs).toBe(3_000);
    pace.refused(600);
    expect(pace.everyMs).toBe(10_000);
    pace.answered();
    expect(pace.everyMs).toBeLessThan(10_000);
  });

  it('are held to it by the answers of the issuer, and their other requests are not', async () => {
    const waited: number[] = [];
    const answers = [429, 200, 200];
    const http = new SharedHttp(
      () => async () => answer(answers.shift() ?? 200),
      () => 0,
      async (ms) => void waited.push(ms),
    ).for('', () => undefined);
    const request = (body: string) => ({ method: 'POST' as const, url: 'https://a/b', headers: {}, body });
    const asks = (): Promise<HttpResponse> => http(request('client_id=tv&device_kind=tv'));
    expect([(await asks()).status, waited]).toEqual([429, []]);
    await http(request('grant_type=refresh_token'));
    expect(waited).toEqual([]);
    expect([(await asks()).status, waited]).toEqual([200, [7_000]]);
  });
});

const answer = (status: number): HttpResponse => ({
  status,
  body: '',
  header: (name) => (name === 'Retry-After' ? '7' : null),
});
