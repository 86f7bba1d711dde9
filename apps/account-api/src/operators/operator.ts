import { SignoffError } from '#libs/errors';

/** Who may end sessions of any account. Not an account: neither's cookie or password is worth anything to the other. */
export interface Operator {
  readonly operatorId: string;
  readonly name: string;
  readonly email: string;
}

/** An operator whose password hash was read. */
export interface StoredOperator extends Operator {
  readonly passwordHash: string;
}

export const OPERATOR_SESSION_S = 12 * 3_600;

const VISIBLE = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]{1,64}$/u;

/** A name as histories show it. Errors: malformed_request. */
export function operatorName(text: unknown): string {
  const name = typeof text === 'string' ? text.trim() : '';
  if (!VISIBLE.test(name)) throw new SignoffError('malformed_request', 'name must be 1 to 64 characters');
  return name;
}
