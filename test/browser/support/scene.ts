import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aPlayback, type Playback } from '../../support/playback-api/a-playback.js';
import { aStack, type Stack } from '../../support/stack/a-stack.js';
import { AppProcess } from '../../support/stack/app-process.js';
import { freePorts } from '../../support/stack/free-ports.js';

/** Somebody with an account. */
export interface Owner {
  readonly email: string;
  readonly password: string;
}

/** All that `npm start` brings up for a browser, as processes from `dist`: accounts, gateway, films, device pages. */
export interface Scene {
  readonly stack: Stack;
  readonly playback: Playback;
  /** Of the television's, the phone's and the stage's pages. */
  readonly pagesUrl: string;
  /** Of the demo account, which exists. */
  readonly demo: Owner;
  close(): Promise<void>;
}

export async function aScene(name: string, env: Readonly<Record<string, string>> = {}): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'signoff-scene-'));
  const demoFile = join(folder, 'demo.json');
  const [port] = (await freePorts(1)) as [number];
  const pagesUrl = `http://localhost:${port}`;
  const demo = { email: 'demo@example.com', password: 'a password of some length' };
  const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true })];
  const close = async (): Promise<void> => {
    for (const one of closing.splice(0).toReversed()) await one();
  };
  try {
    const forPages = {
      SIGNOFF_ALLOWED_ORIGINS: pagesUrl,
      SIGNOFF_FRAME_ANCESTORS: pagesUrl,
      SIGNOFF_DEMO_FILE: demoFile,
    };
    const stack = await aStack({ name, env: { ...forPages, ...env } });
    closing.push(() => stack.close());
    const playback = await aPlayback(stack, { name, env: { ...forPages, ...env } });
    closing.push(() => playback.close());
    await writeFile(demoFile, JSON.stringify(demo));
    await signUp(stack.accountUrl, demo);
    const pages = new AppProcess(
      'pages',
      `${name}-pages`,
      {
        SIGNOFF_PAGES_PORT: String(port),
        SIGNOFF_ISSUER: stack.issuer,
        SIGNOFF_ACCOUNT_URL: stack.accountUrl,
        SIGNOFF_PAGES_PUSH_URLS: stack.pushUrl,
        SIGNOFF_PAGES_PLAYBACK_URL: playback.url,
        SIGNOFF_PAGES_PLAYBACK_INTERNAL_URL: playback.internalUrl,
        SIGNOFF_DEMO_FILE: demoFile,
      },
      join('.signoff', 'test-logs', name, 'pages.log'),
    );
    closing.push(() => pages.close());
    await pages.start();
    return { stack, playback, pagesUrl, demo, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function signUp(accountUrl: string, { email, password }: Owner): Promise<void> {
  const response = await fetch(`${accountUrl}/api/accounts`, {
    method: 'POST',
    headers: { origin: accountUrl, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password, displayName: 'Demo' }),
  });
  if (!response.ok) throw new Error(`signing up was answered ${response.status}`);
  // Else it would stand among the account's sessions as a browser nobody knows.
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  await fetch(`${accountUrl}/api/browser-session`, {
    method: 'DELETE',
    headers: { origin: accountUrl, cookie },
  });
}
