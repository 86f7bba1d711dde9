export interface Gate<T> {
  readonly passed: Promise<T>;
  open(value: T): void;
}

/** A point in time the test decides: what waits for `passed` goes on when `open` is called. */
export function aGate<T = void>(): Gate<T> {
  const { promise, resolve } = withResolvers<T>();
  return { passed: promise, open: resolve };
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
