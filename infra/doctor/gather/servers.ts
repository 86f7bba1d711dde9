import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import type { DiscoveryFacts, PointFacts, PointsFacts, ServerFacts } from '../facts.js';

const WITHIN_MS = 5_000;

export async function gatherServer(name: string, url: string): Promise<ServerFacts> {
  try {
    const live = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(WITHIN_MS) });
    if (!live.ok) return { name, url, dead: wordsOf(await checksOf(live), live.status), notReady: {} };
    const ready = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(WITHIN_MS) });
    if (ready.ok) return { name, url, dead: null, notReady: {} };
    const checks = await checksOf(ready);
    const amiss = Object.entries(checks).filter(([, says]) => says !== 'ok');
    return {
      name,
      url,
      dead: null,
      notReady: amiss.length > 0 ? Object.fromEntries(amiss) : { status: String(ready.status) },
    };
  } catch (error) {
    return { name, url, dead: saidBy(error), notReady: {} };
  }
}

export async function gatherPoints(internalUrl: string): Promise<PointsFacts> {
  try {
    const response = await fetch(`${internalUrl}/internal/points`, {
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    if (!response.ok) return { fault: `it answered ${response.status}`, points: [] };
    const { points } = (await response.json()) as { points: readonly PointFacts[] };
    return { fault: null, points };
  } catch (error) {
    return { fault: saidBy(error), points: [] };
  }
}

/** As a device does: over TLS, by the authority it was given. */
export async function gatherDiscovery(issuer: string, caFile: string): Promise<DiscoveryFacts> {
  const url = `${issuer}/.well-known/oauth-authorization-server`;
  try {
    const body = await read(url, readFileSync(caFile));
    return {
      url,
      fault: null,
      issuer: String((JSON.parse(body) as { issuer: unknown }).issuer),
      wanted: issuer,
    };
  } catch (error) {
    return { url, fault: saidBy(error), issuer: null, wanted: issuer };
  }
}

function read(url: string, ca: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ca, timeout: WITHIN_MS }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(text)
          : reject(new Error(`it answered ${response.statusCode ?? 0}`)),
      );
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer in ${WITHIN_MS} ms`)));
    asked.on('error', reject);
    asked.end();
  });
}

async function checksOf(response: Response): Promise<Readonly<Record<string, string>>> {
  const body = (await response.json().catch(() => ({}))) as { checks?: Record<string, string> };
  return body.checks ?? {};
}

const wordsOf = (checks: Readonly<Record<string, string>>, status: number): string =>
  Object.values(checks).join('; ') || `it answered ${status}`;

function saidBy(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { message?: string; code?: string } };
  return cause?.message || cause?.code || message;
}
