import { nodeHttp } from '#libs/device-client/node';
import { WirePlayer } from '#libs/resource-server/testing';
import { RawSocket } from '../support/stack/raw-socket.js';
import { patiently } from './load/patiently.js';
import { refresh } from './load/raw-session.js';
import type { Credentials } from './load/ledger.js';
import type { Rig } from './rig.js';

const ANSWERED_WITHIN_MS = 60_000;
const AT_MOST = 30;

/** Tries, with all they had, sessions that are over: at each gateway, at the token endpoint, at a resource server. */
export async function served(rig: Rig, over: readonly Credentials[]): Promise<readonly string[]> {
  const http = nodeHttp();
  const tried = await Promise.all(over.slice(-AT_MOST).map((one) => servedTo(rig, one, http)));
  http.close();
  return tried.flat();
}

async function servedTo(
  rig: Rig,
  one: Credentials,
  http: ReturnType<typeof nodeHttp>,
): Promise<readonly string[]> {
  const { stack, playback } = rig;
  const found: string[] = [];
  for (const gateway of [rig.gateway(1), rig.gateway(2)]) {
    const socket = new RawSocket(gateway.url, stack.keys.ca);
    const { ready } = await socket.hello(one.accessToken, one.key);
    if (ready) found.push(`${one.sid} was let in by ${gateway.process.name} once it was over`);
    socket.close();
  }
  const player = new WirePlayer(playback.url, one, stack.keys.ca);
  const { status } = await patiently(
    'a resource server answers',
    async () => {
      const answer = await player.ask('GET', '/profiles');
      if (answer.status >= 500) throw new Error(`it answered ${answer.status}`);
      return answer;
    },
    ANSWERED_WITHIN_MS,
  );
  player.close();
  if (status < 400) found.push(`${one.sid} was served by the resource server once it was over`);
  const again = await patiently('a refresh is answered', () => refresh(stack, one, http), ANSWERED_WITHIN_MS);
  if (again !== null) found.push(`${one.sid} was refreshed once it was over`);
  return found;
}
