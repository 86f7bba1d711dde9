/**
 * Orders dotted versions by their numbers: 1.9 < 1.10, 1.2 = 1.2.0. A part that is no number counts as 0,
 * so a device cannot leave a class by a malformed version.
 */
export function compareVersions(left: string, right: string): number {
  const a = left.split('.');
  const b = right.split('.');
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = part(a[i]) - part(b[i]);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

const part = (text: string | undefined): number => {
  const number = Number.parseInt(text ?? '0', 10);
  return Number.isFinite(number) ? number : 0;
};
