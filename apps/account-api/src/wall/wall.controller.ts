import { Controller, Get, Inject, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SignoffError } from '#libs/errors';
import type { Operator } from '../operators/operator.js';
import { OperatorStreams } from '../operators/operator-streams.js';
import { OperatorGuard, SignedInOperator } from '../operators/signed-in-operator.js';
import { isUuid } from '../revocations/revoke-session.js';
import { FollowWalls } from './follow-walls.js';
import { MOST_TILES, WALL_STORE, type WallStore } from './wall.js';

@Controller('operator/api/wall')
@UseGuards(OperatorGuard)
export class WallController {
  constructor(
    @Inject(WALL_STORE) private readonly walls: WallStore,
    @Inject(FollowWalls) private readonly followWalls: FollowWalls,
    @Inject(OperatorStreams) private readonly streams: OperatorStreams,
  ) {}

  @Get()
  tiles(
    @SignedInOperator() { operatorId }: Operator,
    @Query('limit') limit = String(MOST_TILES),
  ): ReturnType<WallStore['add']> {
    if (!/^[1-9]\d{0,4}$/.test(limit) || Number(limit) > MOST_TILES)
      throw new SignoffError('malformed_request', `limit must be 1 to ${MOST_TILES}`);
    return this.walls.add(operatorId, Number(limit));
  }

  /** @param id of whose tiles the numbers are; left out, the operator's newest */
  @Get('events')
  async events(
    @SignedInOperator() { operatorId }: Operator,
    @Req() request: Request,
    @Res() response: Response,
    @Query('wall') id?: string,
  ): Promise<void> {
    const wall = id === undefined || isUuid(id) ? await this.walls.find(operatorId, id ?? null) : null;
    if (wall === null) throw new SignoffError('wall_not_found');
    const stream = this.streams.open(request, response);
    if (stream === null) return;
    await this.followWalls.follow(wall, stream).catch((error: unknown) => {
      response.destroy();
      throw error;
    });
  }
}
