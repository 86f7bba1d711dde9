import type { Enforcement, EnforcementOptions } from '#libs/enforcement';

/** What the gateway needs of libs/enforcement. */
export type EnforcementPoint = Pick<
  Enforcement,
  'boot' | 'start' | 'isFresh' | 'covers' | 'judge' | 'sourceTimeMs' | 'stop'
>;

export type OpenPoint = (
  hooks: Pick<EnforcementOptions, 'onRevoked' | 'onReread' | 'onTellingStopped'>,
) => EnforcementPoint;

export const ENFORCEMENT_POINT = Symbol('EnforcementPoint');
