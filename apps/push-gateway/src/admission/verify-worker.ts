/** The thread that verifies. Started by Verifier, and ends with it. */
import { setImmediate as others } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { RemoteJwks } from '#libs/service-runtime/node';
import { TokenAndProof } from './token-and-proof.js';
import type { VerdictBatch, Verdict, VerifyBatch, WorkerOptions } from './verdict.js';

/** So many are judged before their verdicts leave: the first of a thousand must not wait for the last. */
const SLICE = 16;

const { issuer, ca } = workerData as WorkerOptions;
const jwks = new RemoteJwks(issuer, ca === undefined ? {} : { ca });
const judge = new TokenAndProof(issuer, (kid) => jwks.keyOf(kid));
let verdicts: (readonly [number, Verdict])[] = [];

function leave(): void {
  if (verdicts.length === 0) return;
  parentPort?.postMessage(verdicts satisfies VerdictBatch);
  verdicts = [];
}

async function judgeAll(batch: VerifyBatch): Promise<void> {
  for (let from = 0; from < batch.length; from += SLICE) {
    // None waits for another's: a `kid` that must be fetched holds up only its own.
    for (const [id, request] of batch.slice(from, from + SLICE)) {
      const give = (verdict: Verdict): void => {
        verdicts.push([id, verdict]);
        if (verdicts.length === 1) setImmediate(leave);
      };
      // Whatever a device thought of, it ends its own connection and not the thread.
      judge.judge(request).then(give, () => give({ close: 'proof_invalid' }));
    }
    await others();
  }
}

parentPort?.on('message', (batch: VerifyBatch) => void judgeAll(batch));
