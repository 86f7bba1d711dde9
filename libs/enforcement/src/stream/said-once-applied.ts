import type { EnforcementOptions, HeardRevocation } from '../options.js';

/** Every point says once of each revocation that nothing it covers is served here any more, by its txn. */
export const saidOnceApplied =
  ({
    onRevoked,
    logger,
  }: Pick<EnforcementOptions, 'onRevoked' | 'logger'>): EnforcementOptions['onRevoked'] =>
  (heard) => {
    const say = ({ txn, event: { jti }, partition, offset }: HeardRevocation): void =>
      logger.info({ txn, jti, partition, offset: String(offset) }, 'revocation applied');
    const ended = onRevoked(heard);
    if (ended !== undefined) return ended.then(() => say(heard));
    say(heard);
  };
