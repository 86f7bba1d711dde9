import { request } from 'node:https';

const TIMEOUT_MS = 3_000;
const MAX_BYTES = 65_536;

/** GET over TLS with a CA of our own, which `fetch` does not take. Follows no redirect. */
export function fetchJson(url: string, ca: string | Buffer | undefined): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const options = {
      agent: false,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(ca === undefined ? {} : { ca }),
    };
    const outgoing = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_BYTES)
          outgoing.destroy(new Error(`${url} answers with more than ${MAX_BYTES} bytes`));
        chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode !== 200) reject(new Error(`${url} answers ${response.statusCode}`));
        else resolve(parsed(Buffer.concat(chunks).toString('utf8'), url, reject));
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

function parsed(text: string, url: string, reject: (error: Error) => void): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    reject(new Error(`${url} does not answer with JSON`, { cause }));
    return null;
  }
}
