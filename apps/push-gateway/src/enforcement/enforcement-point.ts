import type { Enforcement, EnforcementFigures, EnforcementOptions } from '#libs/enforcement';

/** What the gateway needs of libs/enforcement. */
export type EnforcementPoint = Pick<
  Enforcement,
  'boot' | 'start' | 'isFresh' | 'covers' | 'judge' | 'sourceTimeMs' | 'stop'
> & {
  /** For metrics. */
  readonly state: EnforcementFigures;
};

export type OpenPoint = (
  hooks: Pick<EnforcementOptions, 'onRevoked' | 'onReread' | 'onTellingStopped'>,
) => EnforcementPoint;

export const ENFORCEMENT_POINT = Symbol('EnforcementPoint');
