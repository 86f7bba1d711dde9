import { Controller, Get, Inject, Query } from '@nestjs/common';
import { SignoffError } from '#libs/errors';
import { PointLook, type PointView } from '../enforcement-points/point-look.js';
import { FIGURES, type Figures } from '../figures/figures.js';
import { SNAPSHOT_STORE, type RevocationSnapshot, type SnapshotStore } from './snapshot.js';

const NAME = /^[\w.:@-]{1,128}$/;
const MAX_HAVING = 8_192;

/** For enforcement points, and for whoever looks after them, on the internal listener alone. */
@Controller('internal')
export class InternalController {
  constructor(
    @Inject(SNAPSHOT_STORE) private readonly snapshots: SnapshotStore,
    @Inject(PointLook) private readonly pointLook: PointLook,
    @Inject(FIGURES) private readonly figures: Figures,
  ) {}

  /** Who lets sessions in, as this instance knows it. */
  @Get('points')
  async points(): Promise<{ readonly v: 1; readonly points: readonly PointView[] }> {
    return { v: 1, points: await this.pointLook.all() };
  }

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
    this.figures.polls.inc();
    return this.snapshots.read({ point, boot, having });
  }
}
