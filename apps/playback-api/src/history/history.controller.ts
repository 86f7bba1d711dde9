import { Body, Controller, Get, HttpCode, Inject, Param, Put } from '@nestjs/common';
import { z } from 'zod';
import { Device, Protected, type AccessToken } from '#libs/resource-server';
import { ZodPipe } from '#libs/service-runtime';
import { titleOf } from '../catalogue/titles.js';
import { ownProfile } from '../profiles/own-profile.js';
import { PROFILE_STORE, type ProfileStore } from '../profiles/profile-store.js';
import { HISTORY_STORE, type HistoryStore, type Watched } from './history-store.js';

const position = z.object({ positionS: z.number().int().min(0).max(86_400) });

@Controller('profiles/:id/history')
@Protected()
export class HistoryController {
  constructor(
    @Inject(HISTORY_STORE) private readonly history: HistoryStore,
    @Inject(PROFILE_STORE) private readonly profiles: ProfileStore,
  ) {}

  @Get()
  async entries(
    @Device() { sub }: AccessToken,
    @Param('id') id: string,
  ): Promise<{ readonly entries: readonly Watched[] }> {
    const profile = await ownProfile(this.profiles, sub, id);
    return { entries: await this.history.of(profile.id) };
  }

  @Put(':titleId')
  @HttpCode(204)
  async put(
    @Device() { sub }: AccessToken,
    @Param('id') id: string,
    @Param('titleId') titleId: string,
    @Body(new ZodPipe(position)) { positionS }: z.infer<typeof position>,
  ): Promise<void> {
    const profile = await ownProfile(this.profiles, sub, id);
    await this.history.put(profile.id, titleOf(titleId).id, positionS);
  }
}
