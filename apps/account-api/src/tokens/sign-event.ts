/** Signs a stored security event's claims afresh with the issuer's current key; the payload, and so its hash, stays. */
export type SignEvent = (payload: string) => Promise<string>;
