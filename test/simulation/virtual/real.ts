/** Node's own, kept before the virtual ones take their places. */
export const real = {
  setImmediate: globalThis.setImmediate,
  now: performance.now.bind(performance),
};
