import * as ws from 'ws';

interface Ending {
  readonly writableEnded: boolean;
  end(): unknown;
}

/** ws's own reader of frames, which its types leave out. */
const { Receiver } = ws as unknown as { readonly Receiver: { readonly prototype: Ending } };
const { end } = Receiver.prototype;

/**
 * When its socket closes ws ends the reader of frames, which has ended with the close frame already: for the second
 * end Node 20 makes an error with a stack, a tenth of what a close costs, and throws it away as nobody asked for it.
 * The same without that error. Also in PATCHES.md.
 */
Receiver.prototype.end = function endOnce(this: Ending): unknown {
  return this.writableEnded ? this : end.call(this);
};
