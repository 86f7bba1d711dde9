import type { Database } from '#libs/database';
import type { ClassPredicate } from '#libs/revocation-index';
import { kindsOf, type DeviceClass } from '../device-class.js';

/** Campaigns that are looked through, newest first; an older one counts a class no wrong, only slower. */
const LOOKED_AT = 100;

/**
 * Up to which seq every session of the class was ended by one earlier campaign: whoever counts need not look at
 * these, of which there may be millions for ever. Null when there is no such campaign.
 */
export async function endedUpTo(database: Database, deviceClass: DeviceClass): Promise<number | null> {
  const rows = await database.query<{ cutoff: number; predicate: ClassPredicate }>(
    `SELECT cutoff, predicate FROM revocations WHERE scope = 'class' ORDER BY cutoff DESC LIMIT ${LOOKED_AT}`,
  );
  return rows.find(({ predicate }) => endsAllOf(predicate, deviceClass))?.cutoff ?? null;
}

/**
 * Whether a campaign ended every session up to its cut-off that is of the class, or may come to be. A device changes
 * its app's version, so a campaign over versions ended none of those that had others then and have these now.
 */
export function endsAllOf(predicate: ClassPredicate, deviceClass: DeviceClass): boolean {
  const { kinds, models, minAppVersion, maxAppVersion, share } = predicate;
  if (minAppVersion !== undefined || maxAppVersion !== undefined || share !== undefined) return false;
  const allIn = (asked: readonly string[] | undefined, ended: readonly string[] | undefined): boolean =>
    ended === undefined || (asked !== undefined && asked.every((one) => ended.includes(one)));
  return allIn(kindsOf(deviceClass), kinds) && allIn(deviceClass.models, models);
}
