/**
 * Where to go after signing in: a path of these pages, or home. Whatever a browser would read as another
 * origin ("//evil", "/\evil", "https:…", control characters it drops) is no path of ours.
 */
export function safePath(wanted: string | null, origin: string = location.origin): string {
  if (wanted === null || !wanted.startsWith('/')) return HOME;
  const url = URL.canParse(wanted, origin) ? new URL(wanted, origin) : null;
  if (url === null || url.origin !== origin) return HOME;
  // A path that begins with two slashes is an address of another host to whoever reads it next.
  if (url.pathname.startsWith('//')) return HOME;
  return url.pathname + url.search + url.hash;
}

const HOME = '/';
