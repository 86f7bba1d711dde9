import { createHash } from 'node:crypto';
import type { Transaction } from '#libs/database';
import type { ProofReplay } from '../proof-replay.js';

/** Nonces live from three to four minutes; a proof is remembered a little longer. */
const REMEMBER_S = 300;

export class PostgresProofReplay implements ProofReplay {
  constructor(private readonly database: Transaction) {}

  async unique(thumbprint: string, jti: string): Promise<boolean> {
    const id = createHash('sha256').update(`${thumbprint} ${jti}`).digest();
    const rows = await this.database.query(
      `INSERT INTO dpop_proofs (id, expires_at) VALUES ($1, now() + make_interval(secs => $2))
       ON CONFLICT (id) DO NOTHING RETURNING 1 AS first`,
      [id, REMEMBER_S],
    );
    return rows.length === 1;
  }
}
