import { Controller, Get, Inject, Query } from '@nestjs/common';
import { SignoffError } from '#libs/errors';
import { SNAPSHOT_STORE, type RevocationSnapshot, type SnapshotStore } from './snapshot.js';

const NAME = /^[\w.:@-]{1,128}$/;
const MAX_HAVING = 8_192;

/** For enforcement points, on the internal listener alone. */
@Controller('internal')
export class InternalController {
  constructor(@Inject(SNAPSHOT_STORE) private readonly snapshots: SnapshotStore) {}

  @Get('revocations')
  revocations(
    @Query('point') point?: unknown,
    @Query('boot') boot?: unknown,
    @Query('having') having: unknown = null,
  ): Promise<RevocationSnapshot> {
    if (point === undefined && boot === undefined) return this.snapshots.read(null);
    if (typeof point !== 'string' || typeof boot !== 'string' || !NAME.test(point) || !NAME.test(boot)) {
      throw new SignoffError('malformed_request', 'point and boot must be names, or both be left out');
    }
    if (having !== null && (typeof having !== 'string' || having.length > MAX_HAVING)) {
      throw new SignoffError('malformed_request', 'having must be the name of a snapshot');
    }
    return this.snapshots.read({ point, boot, having });
  }
}
