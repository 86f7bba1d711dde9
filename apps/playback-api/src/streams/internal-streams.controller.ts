import { Controller, Get, Inject } from '@nestjs/common';
import { StreamMeter, type Streamed } from './stream-meter.js';

/** On the internal listener: what each session was streamed, for whoever watches over it. */
@Controller('internal/streams')
export class InternalStreamsController {
  constructor(@Inject(StreamMeter) private readonly meter: StreamMeter) {}

  @Get()
  list(): { readonly sessions: readonly Streamed[] } {
    return { sessions: this.meter.sessions };
  }
}
