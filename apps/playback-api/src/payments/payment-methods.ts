/** A card as it may be shown: never more of its number than the last four digits is stored here. */
export interface PaymentMethod {
  readonly brand: string;
  readonly last4: string;
  /** MM/YY. */
  readonly expires: string;
}

/** An account that is seen for the first time gets one card. */
export interface PaymentMethods {
  of(sub: string): Promise<readonly PaymentMethod[]>;
}

export const PAYMENT_METHODS = Symbol('PaymentMethods');
