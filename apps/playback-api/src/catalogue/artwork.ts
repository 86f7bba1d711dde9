import { TITLES, type Title } from './titles.js';

/** Top and horizon of the sky, its light, and the land from far to near. */
const PALETTES = [
  ['#1b2350', '#e88a5d', '#ffe3b0', '#5a4a7c', '#3a315c', '#1d1b36'],
  ['#0f3d5c', '#7cc6c3', '#f7f3d7', '#2b7a8c', '#1d5b70', '#0d3346'],
  ['#2a1636', '#b0446d', '#ffd0a8', '#5c2a5a', '#3d1c42', '#1f0f26'],
  ['#05060f', '#28346b', '#dfe6ff', '#222b54', '#161d3c', '#0a0e20'],
  ['#9fb7c4', '#f2efe6', '#ffffff', '#c9cfce', '#9aa8ab', '#5f7177'],
  ['#1a1030', '#6a2f7d', '#ffb45e', '#472163', '#2f1547', '#180a28'],
  ['#3e6d4e', '#e2d58a', '#fff6cf', '#5f8f55', '#3f6e42', '#24482c'],
  ['#0a1424', '#3f5f86', '#f4f0dc', '#2c4363', '#1b2d47', '#0b1626'],
] as const;

const [WIDTH, HEIGHT] = [640, 360];

/** A picture for a title, drawn here: SVG without script, style or reference. */
export function artworkOf(title: Title): string {
  const index = TITLES.findIndex(({ id }) => id === title.id);
  const [top, low, light, ...land] = PALETTES[index % PALETTES.length] as (typeof PALETTES)[number];
  const sunX = 150 + ((index * 97) % 360);
  const sunY = 96 + ((index * 53) % 90);
  const hills = land.map((colour, near) => `<path d="${ridge(index, near)}" fill="${colour}"/>`).join('');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}">` +
    `<defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${top}"/>` +
    `<stop offset="0.8" stop-color="${low}"/></linearGradient></defs>` +
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="url(#s)"/>` +
    `<circle cx="${sunX}" cy="${sunY}" r="70" fill="${light}" opacity="0.25"/>` +
    `<circle cx="${sunX}" cy="${sunY}" r="44" fill="${light}"/>${hills}` +
    `<text x="32" y="${HEIGHT - 30}" font-family="Georgia, 'Times New Roman', serif" font-size="44" fill="#fff">` +
    `${escaped(title.title)}</text></svg>\n`
  );
}

function ridge(index: number, near: number): string {
  const points: string[] = [];
  for (let x = 0; x <= WIDTH; x += 32) {
    const wave = Math.sin(x * (0.008 + near * 0.003) + index * 1.7 + near * 2.1);
    points.push(`${x},${(216 + near * 44 - wave * (26 - near * 4)).toFixed(1)}`);
  }
  return `M0,${HEIGHT} L${points.join(' L')} L${WIDTH},${HEIGHT} Z`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
