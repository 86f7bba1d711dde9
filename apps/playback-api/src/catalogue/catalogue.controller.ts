import { Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import { Device, Protected, type AccessToken } from '#libs/resource-server';
import { HISTORY_STORE, type HistoryStore } from '../history/history-store.js';
import { ownProfile } from '../profiles/own-profile.js';
import { PROFILE_STORE, type ProfileStore } from '../profiles/profile-store.js';
import { artworkOf } from './artwork.js';
import { recommend } from './recommend.js';
import { TITLES, titleOf, type Title } from './titles.js';

interface Listed extends Omit<Title, 'genre'> {
  readonly artwork: string;
}

const TITLES_LISTED: readonly Listed[] = TITLES.map(({ id, title, year, minutes, synopsis }) => ({
  id,
  title,
  year,
  minutes,
  synopsis,
  artwork: `/titles/${id}/artwork.svg`,
}));

@Controller()
@Protected()
export class CatalogueController {
  constructor(
    @Inject(PROFILE_STORE) private readonly profiles: ProfileStore,
    @Inject(HISTORY_STORE) private readonly history: HistoryStore,
  ) {}

  @Get('catalogue')
  async catalogue(
    @Device() { sub }: AccessToken,
    @Query('profile') profileId: unknown,
  ): Promise<{ readonly titles: readonly Listed[]; readonly recommendations: readonly string[] }> {
    return { titles: TITLES_LISTED, recommendations: await this.#recommended(sub, profileId) };
  }

  @Get('profiles/:id/recommendations')
  async recommendations(
    @Device() { sub }: AccessToken,
    @Param('id') profileId: string,
  ): Promise<{ readonly recommendations: readonly string[] }> {
    return { recommendations: await this.#recommended(sub, profileId) };
  }

  @Get('titles/:id/artwork.svg')
  @Header('Content-Type', 'image/svg+xml')
  artwork(@Param('id') id: string): string {
    return artworkOf(titleOf(id));
  }

  async #recommended(sub: string, profileId: unknown): Promise<readonly string[]> {
    const { id } = await ownProfile(this.profiles, sub, profileId);
    return recommend(TITLES, await this.history.of(id), id);
  }
}
