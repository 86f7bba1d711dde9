import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { parseSnapshot, type Snapshot, type SnapshotSource } from './snapshot.js';

const TIMEOUT_MS = 1_500;
/** Some 400,000 revocations: more than eleven minutes of the busiest source. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Snapshots from the account API's internal listener: `GET <internalUrl>/internal/revocations?point=&boot=&having=`.
 * Over TLS when the URL is https: a proxy stands before the listener then, since that one has no TLS of its own.
 * The answer is whole within 1.5 s or not at all, so that what is judged by it is young. Follows no redirect.
 */
export function httpSnapshots(
  internalUrl: string,
  options: {
    readonly timeoutMs?: number;
    readonly maxBytes?: number;
    /** PEM of the authority the certificate must descend from; the system's if left out. */
    readonly ca?: string | Buffer | undefined;
  } = {},
): SnapshotSource {
  const { timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES, ca } = options;
  return {
    read: async ({ point, boot, having }) => {
      const url = new URL('/internal/revocations', internalUrl);
      url.search = new URLSearchParams({ point, boot, ...(having === null ? {} : { having }) }).toString();
      return read(url, timeoutMs, maxBytes, ca);
    },
  };
}

function read(
  url: URL,
  timeoutMs: number,
  maxBytes: number,
  ca: string | Buffer | undefined,
): Promise<Snapshot> {
  const request = url.protocol === 'https:' ? tlsRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const options = {
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      ...(ca === undefined ? {} : { ca }),
    };
    // A connection of its own: one that was kept and died meanwhile would cost the poll.
    const outgoing = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxBytes) outgoing.destroy(new Error(`the snapshot is larger than ${maxBytes} bytes`));
        else chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode !== 200) {
          reject(new Error(`the source of snapshots answers ${response.statusCode}`));
          return;
        }
        try {
          resolve(parseSnapshot(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
        } catch (cause) {
          reject(new Error('the source answers with no snapshot', { cause }));
        }
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
