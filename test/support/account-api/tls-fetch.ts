import { Agent, request } from 'node:https';

export interface TlsFetch {
  (url: string | URL, options?: RequestInit): Promise<Response>;
  close(): void;
}

/** `fetch` that believes one authority, as a device does that pins its issuer. */
export function tlsFetch(ca: string): TlsFetch {
  const agent = new Agent({ ca, keepAlive: true, minVersion: 'TLSv1.3' });
  const send = async (url: string | URL, options: RequestInit = {}): Promise<Response> => {
    const asked = new Request(url, options);
    const body = asked.body === null ? undefined : Buffer.from(await asked.arrayBuffer());
    return new Promise((resolve, reject) => {
      const outgoing = request(
        url,
        { agent, method: asked.method, headers: Object.fromEntries(asked.headers) },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.once('error', reject);
          incoming.once('end', () => {
            const { statusCode: status = 0, headers } = incoming;
            const list = Object.entries(headers).flatMap(([name, value]) =>
              [value ?? []].flat().map((one): [string, string] => [name, one]),
            );
            const empty = status === 204 || chunks.length === 0;
            resolve(new Response(empty ? null : Buffer.concat(chunks), { status, headers: list }));
          });
        },
      );
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  };
  return Object.assign(send, { close: () => agent.destroy() });
}
