import { Controller, Get, Header, Inject, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { SignedInBrowser } from '../browser-sessions/browser-sessions.js';
import { SignedIn, SignedInGuard } from '../browser-sessions/signed-in.js';
import { ACTIVITY_LIST, type ActivityEntry, type ActivityList } from './activity-list.js';
import { OpenPages } from './open-pages.js';

const ENTRIES = 100;
/** A page that reads slower than this is let go; it comes back and looks at the state. */
const MAX_QUEUED_BYTES = 65_536;

@Controller('api')
@UseGuards(SignedInGuard)
export class ActivityController {
  constructor(
    @Inject(ACTIVITY_LIST) private readonly activityList: ActivityList,
    @Inject(OpenPages) private readonly openPages: OpenPages,
  ) {}

  @Get('activity')
  async list(@SignedIn() who: SignedInBrowser): Promise<{ entries: readonly ActivityEntry[] }> {
    return { entries: await this.activityList.list(who.sub, ENTRIES) };
  }

  @Get('events')
  @Header('Content-Type', 'text/event-stream')
  @Header('X-Accel-Buffering', 'no')
  events(@SignedIn() { facts }: SignedInBrowser, @Req() request: Request, @Res() response: Response): void {
    // It left while it was asked who it is: no `close` comes any more, and it would stay for ever.
    if (response.destroyed) return;
    response.flushHeaders();
    request.socket.setNoDelay(true);
    const remove = this.openPages.add({
      facts,
      send: (text) => {
        // Ended, and not yet taken out: a write now would be an error nobody handles.
        if (response.writableEnded || response.destroyed) return;
        if (response.writableLength > MAX_QUEUED_BYTES) response.destroy();
        else response.write(text);
      },
      end: () => response.end(),
    });
    response.on('close', remove);
  }
}
