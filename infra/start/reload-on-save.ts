import { spawn } from 'node:child_process';
import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CannotStart } from '../cannot-start.js';
import type { Progress } from '../progress.js';
import type { Servers } from './servers.js';

const SOURCES = ['apps', 'libs', 'simulators'];
const PAGES = /^(apps\/account-web|simulators\/web)\//;
const NOT_SERVED = /\.spec\.ts$|~$/;
/** Editors write in several steps, and people save several files. */
const SETTLE_MS = 150;

/** Builds what is saved; restarts the servers for theirs, and leaves the pages to the browser's reload. Never ends. */
export async function reloadOnSave(root: string, servers: Servers, { say }: Progress): Promise<never> {
  const saved = new Set<string>();
  let wake = (): void => undefined;
  for (const folder of SOURCES) void note(root, folder, saved, () => wake());
  say('  Watching: save a file, and the servers restart with it.');
  for (;;) {
    if (saved.size === 0) await new Promise<void>((resolve) => (wake = resolve));
    await delay(SETTLE_MS);
    const files = [...saved];
    saved.clear();
    const onlyPages = files.every((file) => PAGES.test(file));
    const onlyServers = !files.some((file) => PAGES.test(file));
    say(`  Saved: ${files.slice(0, 3).join(', ')}${files.length > 3 ? ', …' : ''}`);
    if (!(await built(root, onlyPages ? ['--only-web'] : onlyServers ? ['--no-web'] : []))) {
      say('  It does not build; what runs is as it was.');
    } else if (onlyPages) say('  The pages are built: reload the browser.');
    else await restarted(servers, say);
  }
}

/** A server that does not come up waits for the next save. */
async function restarted(servers: Servers, say: Progress['say']): Promise<void> {
  try {
    await servers.restart();
    say('  The servers run with it.');
  } catch (error) {
    if (!(error instanceof CannotStart)) throw error;
    say(`  ${error.message}\n  Save again once it is mended.`);
  }
}

async function note(root: string, folder: string, saved: Set<string>, wake: () => void): Promise<void> {
  for await (const { filename } of watch(join(root, folder), { recursive: true })) {
    if (filename === null || NOT_SERVED.test(filename)) continue;
    saved.add(join(folder, filename));
    wake();
  }
}

function built(root: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, [join(root, 'infra/build.mjs'), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code === 0)));
}
