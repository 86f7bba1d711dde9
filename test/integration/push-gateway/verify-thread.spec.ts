import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { anAuthority } from '#libs/device-client/testing';
import {
  startVerifyThread,
  Verifier,
  type VerifyThread,
} from '../../../apps/push-gateway/src/admission/verifier.js';
import type { ToVerify } from '../../../apps/push-gateway/src/admission/verdict.js';
import { aProof, aSession, TestIssuer, type TestSession } from '../../support/push-gateway/an-issuer.js';

/** The worker as it is built: `npm run build` first. */
const BUILT = pathToFileURL(resolve('dist/apps/push-gateway/src/admission/verify-worker.js'));

describe('the verifying thread, with the issuer’s keys over TLS', () => {
  let folder: string;
  let server: Server;
  let issuer: TestIssuer;
  let asked: number;
  let threads: VerifyThread[];
  let verifier: Verifier;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signoff-verify-'));
    const { ca, cert, key } = await anAuthority();
    await writeFile(join(folder, 'ca.pem'), ca);
    server = createServer({ cert, key, minVersion: 'TLSv1.3' }, (_, response) => {
      asked += 1;
      response.end(JSON.stringify(issuer.jwks));
    });
    await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
    issuer = new TestIssuer(`https://localhost:${(server.address() as AddressInfo).port}`);
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    asked = 0;
    threads = [];
    const start = (): VerifyThread => {
      const thread = startVerifyThread(issuer.issuer, join(folder, 'ca.pem'), BUILT);
      threads.push(thread);
      return thread;
    };
    verifier = new Verifier(start, { maxPending: 1_000 }, { error: () => undefined });
  });
  afterEach(() => verifier.stop());

  const of = async (session: TestSession, header: Record<string, unknown> = {}): Promise<ToVerify> => {
    const accessToken = await issuer.token(session, { header });
    const to = { nonce: 'n', htu: 'wss://localhost/devices', use: 'hello' } as const;
    return { accessToken, proof: await aProof(accessToken, session.key, to), ...to };
  };

  it('believes good ones among bad ones, each its own verdict, and fetches the keys once', async () => {
    const sessions = Array.from({ length: 60 }, () => aSession());
    const requests = await Promise.all(sessions.map((session) => of(session)));
    const verdicts = await Promise.all(
      requests.map((request, i) => verifier.verify(i % 3 === 0 ? { ...request, nonce: 'other' } : request)),
    );
    verdicts.forEach((verdict, i) => {
      if (i % 3 === 0) expect(verdict).toEqual({ close: 'proof_wrong_nonce' });
      else expect(verdict).toMatchObject({ token: { sid: sessions[i]!.sid } });
    });
    expect(asked).toBe(1);
  });

  it('fetches no keys for a million unknown ones: once, and then not for a minute', async () => {
    await verifier.verify(await of(aSession()));
    for (const kid of ['x', 'y', 'z'])
      expect(await verifier.verify(await of(aSession(), { kid }))).toEqual({ close: 'token_invalid' });
    expect(asked).toBeLessThanOrEqual(2);
  });

  it('is replaced when it is killed, gives up what it held, and goes on', async () => {
    const request = await of(aSession());
    expect(await verifier.verify(request)).toHaveProperty('token');
    const held = Array.from({ length: 300 }, () => verifier.verify(request));
    const killed = threads[0]!.terminate();
    const verdicts = await Promise.all(held);
    await killed;
    expect(verdicts.filter((verdict) => 'close' in verdict && verdict.close === 'overloaded')).not.toEqual(
      [],
    );
    expect(threads).toHaveLength(2);
    expect(await verifier.verify(request)).toHaveProperty('token');
  });

  it('survives whatever is sent to it', async () => {
    const request = await of(aSession());
    const strange = ['', '.', '..', 'a.b.c', '🌵'.repeat(3), 'A'.repeat(16_000), `${request.proof}.x`];
    for (const text of strange) {
      expect(await verifier.verify({ ...request, proof: text })).toEqual({ close: 'proof_invalid' });
      expect(await verifier.verify({ ...request, accessToken: text })).toEqual({ close: 'proof_invalid' });
    }
    expect(await verifier.verify(request)).toHaveProperty('token');
    expect(threads).toHaveLength(1);
  });
});
