import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

// Half a minute, and it needs ffmpeg: without it the recording says so, and this is red.
describe('the recording of the stage', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signoff-video-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is the whole story, from the press to “Link again”, as a moving picture', async () => {
    const out = join(folder, 'stage.webp');
    await promisify(execFile)(process.execPath, ['dist/test/bench/record.js', '--out', out]);
    const film = await readFile(out);
    expect([film.toString('latin1', 0, 4), film.toString('latin1', 8, 12)]).toEqual(['RIFF', 'WEBP']);
    // One chunk a frame, ten a second; equal pictures are one.
    expect(film.toString('latin1').split('ANMF').length).toBeGreaterThan(50);
  }, 180_000);
});
