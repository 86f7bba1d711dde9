import { createHash } from 'node:crypto';
import type { Database } from '#libs/database';
import type { PaymentMethod, PaymentMethods } from '../payment-methods.js';

const OF_ACCOUNT = `SELECT brand, last4, expires FROM playback.payment_methods WHERE sub = $1 ORDER BY position`;

export class PostgresPaymentMethods implements PaymentMethods {
  constructor(private readonly database: Database) {}

  async of(sub: string): Promise<readonly PaymentMethod[]> {
    const methods = await this.database.query<PaymentMethod>(OF_ACCOUNT, [sub]);
    if (methods.length > 0) return methods;
    const last4 = String(createHash('sha256').update(sub).digest().readUInt32BE(0) % 10_000).padStart(4, '0');
    await this.database.query(
      `INSERT INTO playback.payment_methods (sub, position, brand, last4, expires) VALUES ($1, 0, 'Visa', $2, '09/29')
       ON CONFLICT (sub, position) DO NOTHING`,
      [sub, last4],
    );
    return this.database.query<PaymentMethod>(OF_ACCOUNT, [sub]);
  }
}
