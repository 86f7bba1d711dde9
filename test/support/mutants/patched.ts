/** The source with its one `find` replaced. Throws when it stands there not once: the source has moved on. */
export function patched(file: string, source: string, find: string, replace: string): string {
  const times = source.split(find).length - 1;
  if (times !== 1) {
    throw new Error(
      `a planted fault fits ${times} times in ${file}, not once; mend it where it is planted:\n${find}`,
    );
  }
  return source.split(find).join(replace);
}
