import { Controller, Get, Inject } from '@nestjs/common';
import { Device, Protected, type AccessToken } from '#libs/resource-server';
import { PROFILE_STORE, type Profile, type ProfileStore } from './profile-store.js';

@Controller('profiles')
@Protected()
export class ProfilesController {
  constructor(@Inject(PROFILE_STORE) private readonly profiles: ProfileStore) {}

  @Get()
  async list(@Device() { sub }: AccessToken): Promise<{ readonly profiles: readonly Profile[] }> {
    return { profiles: await this.profiles.of(sub) };
  }
}
