import type {
  HlsConfig,
  Loader,
  LoaderCallbacks,
  LoaderConfiguration,
  LoaderContext,
  LoaderStats,
} from 'hls.js';
import type { Fetch } from '#libs/device-client';

const timing = () => ({ start: 0, first: 0, end: 0 });

const newStats = (): LoaderStats => ({
  aborted: false,
  loaded: 0,
  retry: 0,
  total: 0,
  chunkCount: 0,
  bwEstimate: 0,
  loading: timing(),
  parsing: { start: 0, end: 0 },
  buffering: timing(),
});

/** hls.js's loader over the device's own fetch: every playlist and segment carries its token and a proof. */
export function guardedLoader(fetch: Fetch): HlsConfig['loader'] {
  return class implements Loader<LoaderContext> {
    context: LoaderContext | null = null;
    stats = newStats();
    readonly #abort = new AbortController();
    #callbacks: LoaderCallbacks<LoaderContext> | null = null;

    load(
      context: LoaderContext,
      config: LoaderConfiguration,
      callbacks: LoaderCallbacks<LoaderContext>,
    ): void {
      this.context = context;
      this.#callbacks = callbacks;
      this.stats.loading.start = performance.now();
      const timer = setTimeout(() => {
        this.#abort.abort();
        this.#settle()?.onTimeout(this.stats, context, null);
      }, config.loadPolicy.maxLoadTimeMs);
      void this.#load(context)
        .catch((error: Error) =>
          this.#settle()?.onError({ code: 0, text: error.message }, context, null, this.stats),
        )
        .finally(() => clearTimeout(timer));
    }

    async #load(context: LoaderContext): Promise<void> {
      const { stats } = this;
      const response = await fetch(context.url, { signal: this.#abort.signal });
      stats.loading.first = performance.now();
      if (!response.ok) {
        const refused = { code: response.status, text: response.statusText };
        return this.#settle()?.onError(refused, context, response, stats);
      }
      const binary = context.responseType === 'arraybuffer';
      const data = binary ? await response.arrayBuffer() : await response.text();
      stats.loading.end = performance.now();
      stats.loaded = stats.total = typeof data === 'string' ? data.length : data.byteLength;
      this.#settle()?.onSuccess({ url: response.url, data, code: response.status }, stats, context, response);
    }

    /** What is told is told once. */
    #settle(): LoaderCallbacks<LoaderContext> | null {
      const callbacks = this.#callbacks;
      this.#callbacks = null;
      return callbacks;
    }

    abort(): void {
      this.stats.aborted = true;
      this.#abort.abort();
      const { context } = this;
      if (context !== null) this.#settle()?.onAbort?.(this.stats, context, null);
    }

    destroy(): void {
      this.#callbacks = null;
      this.#abort.abort();
      this.context = null;
    }
  };
}
