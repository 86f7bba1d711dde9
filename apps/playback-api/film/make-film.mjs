/**
 * Makes the film that playback-api streams: a minute of sunrise over moving hills, with a clock burnt into the
 * picture, so that one sees to a tenth of a second where it stopped. Needs `ffmpeg` with libx264 on the PATH
 * (`apt-get install ffmpeg`). The output is committed: nobody needs to run this.
 *
 *   node apps/playback-api/film/make-film.mjs
 *
 * Draws each frame here, with no font or picture from elsewhere, and has ffmpeg encode H.264 in MPEG-TS segments of
 * exactly two seconds. MPEG-TS, because its segments laid end to end are one stream again.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [WIDTH, HEIGHT, FPS, SECONDS, SEGMENT_S] = [640, 360, 15, 60, 2];
const HORIZON = 236;
const out = join(dirname(fileURLToPath(import.meta.url)), 'segments');

const mix = (a, b, share) => a + (b - a) * share;
const blend = (a, b, share) => [0, 1, 2].map((i) => mix(a[i], b[i], share));
const smooth = (from, to, x) => {
  const share = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return share * share * (3 - 2 * share);
};

/** Night, dawn, morning: the colour of the sky at its top and at the horizon. */
const SKY = [
  { at: 0, top: [14, 18, 48], low: [64, 44, 92] },
  { at: 0.4, top: [44, 54, 112], low: [238, 122, 92] },
  { at: 1, top: [92, 158, 214], low: [252, 214, 160] },
];
function skyAt(share) {
  const next = SKY.findIndex(({ at }) => at >= share);
  const [a, b] = [SKY[Math.max(0, next - 1)], SKY[Math.max(0, next)]];
  const part = a === b ? 0 : (share - a.at) / (b.at - a.at);
  return { top: blend(a.top, b.top, part), low: blend(a.low, b.low, part) };
}

/** Farthest first: how fast they pass, how high they stand, their colour by night and by day. */
const HILLS = [
  { speed: 3, base: 226, swing: 22, wave: 0.011, night: [46, 40, 86], day: [146, 160, 190] },
  { speed: 8, base: 252, swing: 18, wave: 0.016, night: [32, 32, 66], day: [88, 122, 134] },
  { speed: 20, base: 292, swing: 24, wave: 0.012, night: [18, 22, 44], day: [44, 84, 82] },
];
const ridge = ({ speed, base, swing, wave }, x, t) => {
  const at = (x + t * speed) * wave;
  return base - swing * (0.6 * Math.sin(at) + 0.3 * Math.sin(at * 2.3 + 1) + 0.1 * Math.sin(at * 5.1 + 2));
};

let seed = 7;
const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
const STARS = Array.from({ length: 90 }, () => [random() * WIDTH, random() * 190, 0.4 + random() * 0.6]);

// Seven bars a digit: top, upper left, upper right, middle, lower left, lower right, bottom.
const BARS = [0x77, 0x24, 0x5d, 0x6d, 0x2e, 0x6b, 0x7b, 0x25, 0x7f, 0x6f];
const BAR_AT = [
  [4, 0, 16, 4],
  [0, 3, 4, 16],
  [20, 3, 4, 16],
  [4, 18, 16, 4],
  [0, 21, 4, 16],
  [20, 21, 4, 16],
  [4, 36, 16, 4],
];

function paint(frame, left, top, width, height, [r, g, b]) {
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) {
      const i = (y * WIDTH + x) * 3;
      [frame[i], frame[i + 1], frame[i + 2]] = [r, g, b];
    }
  }
}

function clock(frame, t) {
  const white = [255, 255, 255];
  paint(frame, 24, 292, 186, 56, [10, 12, 24]);
  const tenths = Math.floor(t * 10 + 1e-6);
  const text = `${String(Math.floor(tenths / 600)).padStart(2, '0')}:${String(Math.floor(tenths / 10) % 60).padStart(2, '0')}.${tenths % 10}`;
  let x = 34;
  for (const sign of text) {
    if (sign === ':') {
      for (const y of [310, 326]) paint(frame, x, y, 4, 4, white);
    } else if (sign === '.') paint(frame, x, 336, 4, 4, white);
    else {
      for (const [bar, [left, top, width, height]] of BAR_AT.entries()) {
        if ((BARS[Number(sign)] >> bar) & 1) paint(frame, x + left, 300 + top, width, height, white);
      }
      x += 20;
    }
    x += 10;
  }
}

function draw(t) {
  const frame = Buffer.alloc(WIDTH * HEIGHT * 3);
  const share = t / SECONDS;
  const { top, low } = skyAt(share);
  const sun = { x: 190 + share * 260, y: 262 - smooth(0, 1, share) * 190, r: 27 };
  const glow = smooth(0.02, 0.4, share);
  for (let y = 0; y < HEIGHT; y++) {
    const sky = blend(top, low, smooth(0, HORIZON, y));
    for (let x = 0; x < WIDTH; x++) {
      const away = Math.hypot(x - sun.x, y - sun.y);
      const halo = glow * 0.55 * Math.exp(-away / 95);
      const disc = 1 - smooth(sun.r - 1, sun.r + 1, away);
      const i = (y * WIDTH + x) * 3;
      for (let c = 0; c < 3; c++) {
        frame[i + c] = Math.min(255, mix(mix(sky[c], [255, 206, 138][c], halo), [255, 240, 206][c], disc));
      }
    }
  }
  const stars = 1 - smooth(0.1, 0.42, share);
  for (const [x, y, light] of STARS) {
    const i = (Math.floor(y) * WIDTH + Math.floor(x)) * 3;
    for (let c = 0; c < 3; c++) frame[i + c] = mix(frame[i + c], 240, light * stars);
  }
  for (const hill of HILLS) {
    const colour = blend(hill.night, hill.day, smooth(0.1, 0.95, share));
    for (let x = 0; x < WIDTH; x++) {
      const edge = ridge(hill, x, t);
      for (let y = Math.floor(edge); y < HEIGHT; y++) {
        const i = (y * WIDTH + x) * 3;
        const cover = Math.min(1, y + 1 - edge);
        for (let c = 0; c < 3; c++) frame[i + c] = mix(frame[i + c], colour[c], cover);
      }
    }
  }
  clock(frame, t);
  return frame;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const perSegment = FPS * SEGMENT_S;
const size = `${WIDTH}x${HEIGHT}`;
const encoder = spawn(
  'ffmpeg',
  [
    ...`-v error -f rawvideo -pix_fmt rgb24 -s ${size} -r ${FPS} -i - -map 0:v`.split(' '),
    ...'-c:v libx264 -preset veryslow -profile:v main -level 3.0 -pix_fmt yuv420p -bf 2'.split(' '),
    ...`-crf 27 -maxrate 46k -bufsize 92k -g ${perSegment} -keyint_min ${perSegment} -sc_threshold 0`.split(
      ' ',
    ),
    // The same bytes from the same encoder, wherever it runs.
    ...'-threads 1 -fflags +bitexact -flags:v +bitexact -map_metadata -1'.split(' '),
    ...`-f segment -segment_time ${SEGMENT_S} -segment_format mpegts -segment_start_number 0`.split(' '),
    ...'-muxdelay 0 -muxpreload 0 -segment_format_options mpegts_flags=initial_discontinuity:pat_period=60:sdt_period=60'.split(
      ' ',
    ),
    join(out, '%d.mpegts'),
  ],
  { stdio: ['pipe', 'inherit', 'inherit'] },
);
const ended = new Promise((resolve, reject) => {
  encoder.once('error', (cause) =>
    reject(new Error('ffmpeg cannot be started: apt-get install ffmpeg', { cause })),
  );
  encoder.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`ffmpeg ended with ${code}`))));
});
ended.catch(() => {});
encoder.stdin.on('error', () => {}); // Its exit says why.
for (let n = 0; n < FPS * SECONDS; n++) {
  if (!encoder.stdin.write(draw(n / FPS))) {
    await Promise.race([ended, new Promise((resolve) => encoder.stdin.once('drain', resolve))]);
  }
}
encoder.stdin.end();
await ended;
const bytes = readdirSync(out).reduce((sum, name) => sum + statSync(join(out, name)).size, 0);
process.stdout.write(`${readdirSync(out).length} segments, ${Math.round(bytes / 1024)} KiB\n`);
