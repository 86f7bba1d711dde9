import type { Transaction } from '#libs/database';
import type { Operator, StoredOperator } from './operator.js';

/** Operators and their sign-ins. A removed operator is found by nothing here, from the commit on. */
export interface OperatorStore {
  /** False when there is one of this email already. One that was removed is made anew, under the same id. */
  add(operator: Omit<StoredOperator, 'operatorId'>): Promise<boolean>;
  /** Replaces name and password, and ends every sign-in. False for none. */
  replace(operator: Omit<StoredOperator, 'operatorId'>): Promise<boolean>;
  /** Ends every sign-in, and cancels what waits for approval and was made by this one. False for none. */
  remove(email: string): Promise<boolean>;
  list(): Promise<readonly Operator[]>;
  findByEmail(email: string): Promise<StoredOperator | null>;
  /** False, and nothing opened, when the password has changed since it was proven, or the operator is removed. */
  open(secretHash: Buffer, operator: StoredOperator, lifeS: number): Promise<boolean>;
  close(secretHash: Buffer): Promise<void>;
  /** The operator of an unexpired sign-in, as the primary has it at this moment. */
  who(secretHash: Buffer): Promise<Operator | null>;
  /**
   * Holds the operator for the rest of the transaction, so that a removal is wholly before or wholly after it.
   * Errors: sign_in_required.
   */
  hold(tx: Transaction, operatorId: string): Promise<void>;
}

export const OPERATOR_STORE = Symbol('OperatorStore');
