import { Person } from '../../../support/stack/person.js';
import { WireDevice } from '../../../support/account-api/wire-device.js';
import type { TlsFetch } from '../../../support/account-api/tls-fetch.js';
import { KEYCLOAK_PASSWORD, type Keycloak } from '../../world/keycloak.js';
import type { SeededWorld } from '../../world/seeded.js';
import { inParallel, type WebAnswer, type WebClient } from '../../world/web-client.js';

export const AT_ONCE = 8;

/** A device that speaks by the client that Keycloak’s speaks by too. */
export const wireDevice = (web: WebClient): WireDevice =>
  new WireDevice(web.origin, (async (url: string, init?: RequestInit) => {
    const { status, headers, text } = await web.ask(url, {
      method: init?.method ?? 'GET',
      headers: (init?.headers ?? {}) as Record<string, string>,
      ...(typeof init?.body === 'string' ? { body: init.body } : {}),
    });
    const nonce = headers['dpop-nonce'];
    return new Response(text === '' ? null : text, {
      status,
      headers: typeof nonce === 'string' ? { 'dpop-nonce': nonce } : {},
    });
  }) as TlsFetch);

/** Flows a second: each a new device with a key of its own, approved in a browser that signs in by password first. */
export async function ours(world: SeededWorld, emails: readonly string[], count: number): Promise<number> {
  const devices = Array.from({ length: count }, () => wireDevice(world.web));
  const ms = await inParallel(count, AT_ONCE, async (index) => {
    const device = devices[index]!;
    const person = new Person(world.stack.accountUrl, emails[index % emails.length]);
    const { deviceCode, userCode } = await device.code();
    await person.signIn();
    await person.approve(userCode);
    const { status, body } = await device.redeem(deviceCode);
    person.close();
    if (status !== 200) throw new Error(`a code was answered ${status}: ${JSON.stringify(body)}`);
  });
  return count / (ms / 1000);
}

/** The same by Keycloak’s own pages, followed as a browser does; no proof, since its tokens are bound to no key. */
export async function theirs(keycloak: Keycloak, names: readonly string[], count: number): Promise<number> {
  const ms = await inParallel(count, AT_ONCE, (index) => enrol(keycloak.web, names[index % names.length]!));
  return count / (ms / 1000);
}

const PATH = '/realms/bench/protocol/openid-connect';

async function enrol(web: WebClient, username: string): Promise<void> {
  const asked = await web.form(`${PATH}/auth/device`, { client_id: 'device-cli', scope: 'openid' });
  if (asked.status !== 200) throw new Error(`no code: ${asked.status} ${asked.text}`);
  const code = JSON.parse(asked.text) as Record<string, string>;
  const jar = new Map<string, string>();
  let page = await web.ask(pathOf(code['verification_uri_complete']!), { jar });
  for (let hop = 0; hop < 14; hop++) {
    const location = page.headers['location'];
    if (typeof location === 'string') {
      page = await web.ask(pathOf(location), { jar });
      if (/\/device\/status/.test(location)) break;
    } else {
      const form = formOf(page);
      if (form === null) break;
      page = await web.form(form.action, form.fill(username, code['user_code']!), { jar });
    }
  }
  const { status, text } = await web.form(`${PATH}/token`, {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    ...{ client_id: 'device-cli', device_code: code['device_code']! },
  });
  if (status !== 200) throw new Error(`a code was answered ${status}: ${text}`);
}

interface Form {
  readonly action: string;
  fill(username: string, userCode: string): Readonly<Record<string, string>>;
}

function formOf({ status, text }: WebAnswer): Form | null {
  if (status !== 200) throw new Error(`a page was answered ${status}`);
  const action = /<form[^>]*action="([^"]+)"/.exec(text)?.[1];
  if (action === undefined) return null;
  return {
    action: pathOf(action.replaceAll('&amp;', '&')),
    fill: (username, userCode) => {
      if (/name="password"/.test(text)) return { username, password: KEYCLOAK_PASSWORD, credentialId: '' };
      if (/name="accept"/.test(text))
        return { code: /name="code" value="([^"]+)"/.exec(text)?.[1] ?? '', accept: 'Yes' };
      return { device_user_code: userCode };
    },
  };
}

const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url, 'http://x');
  return pathname + search;
};
