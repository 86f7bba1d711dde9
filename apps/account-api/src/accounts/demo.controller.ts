import { readFile } from 'node:fs/promises';
import { Controller, Get, Inject, Req } from '@nestjs/common';
import type { Request } from 'express';
import { SignoffError } from '#libs/errors';
import { listenerOf } from '#libs/service-runtime';
import { CONFIG, type AccountApiConfig } from '../config.js';
import { parseCredentials, type Credentials } from './account.js';

/**
 * The demo account of `npm start`, for the button on the sign-in page. On the plain listener alone, which is
 * loopback: the TLS one listens to the whole network. Read anew each time, since the account may be made later.
 */
@Controller('api/demo')
export class DemoController {
  constructor(@Inject(CONFIG) private readonly config: AccountApiConfig) {}

  @Get()
  async demo(@Req() request: Request): Promise<Credentials> {
    const { demoFile } = this.config;
    if (demoFile === null || listenerOf(request) !== 'plain') throw new SignoffError('route_not_found');
    try {
      return parseCredentials(JSON.parse(await readFile(demoFile, 'utf8')));
    } catch (cause) {
      throw new SignoffError('route_not_found', undefined, { cause });
    }
  }
}
