/** What is read of a server's /metrics, of which there is much more. */
export interface ServerFigures {
  readonly rssBytes: number;
  readonly cpuS: number;
  /** 99th percentile of the event loop's delay since the last reading. */
  readonly loopMs: number;
  readonly filesOpen: number;
  readonly filesMost: number;
  /** Of a gateway. */
  readonly connections: number;
}

const WANTED = {
  process_resident_memory_bytes: 'rssBytes',
  process_cpu_seconds_total: 'cpuS',
  nodejs_eventloop_lag_p99_seconds: 'loopMs',
  process_open_fds: 'filesOpen',
  process_max_fds: 'filesMost',
  signoff_gateway_connections: 'connections',
} as const;
const LINE = /^([a-z_0-9]+)(?:\{[^}]*\})? ([^ ]+)/;
/** Node watches its loop by a timer of this period, and counts it as delay. */
const WATCH_MS = 10;

/** Null when nobody answers, or a stranger. */
export async function readMetrics(internalUrl: string, withinMs = 2_000): Promise<ServerFigures | null> {
  try {
    const response = await fetch(new URL('/metrics', internalUrl), { signal: AbortSignal.timeout(withinMs) });
    return response.ok ? figuresIn(await response.text()) : null;
  } catch {
    return null;
  }
}

export function figuresIn(text: string): ServerFigures | null {
  const figures = { rssBytes: 0, cpuS: 0, loopMs: 0, filesOpen: 0, filesMost: Infinity, connections: 0 };
  let found = 0;
  for (const line of text.split('\n')) {
    const [, name = '', value = ''] = LINE.exec(line) ?? [];
    if (!Object.hasOwn(WANTED, name)) continue;
    const member = WANTED[name as keyof typeof WANTED];
    found += 1;
    if (member === 'connections') figures.connections += Number(value);
    else figures[member] = Number(value);
  }
  if (found === 0) return null;
  return { ...figures, loopMs: Math.max(0, figures.loopMs * 1_000 - WATCH_MS) };
}
