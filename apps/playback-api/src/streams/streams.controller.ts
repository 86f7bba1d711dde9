import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { SignoffError } from '#libs/errors';
import { Device, Protected, type AccessToken } from '#libs/resource-server';
import { ZodPipe } from '#libs/service-runtime';
import { sendAtItsPace } from './at-its-pace.js';
import { FILM, type Film } from './film.js';
import { playlistOf } from './playlist.js';
import { StartStream } from './start-stream.js';
import { StreamMeter } from './stream-meter.js';
import { STREAM_STORE, type StreamStore } from './stream-store.js';

/** The name of the grace that film segments have; settings give its number. */
export const SEGMENTS = 'film segments';

const wanted = z.object({ titleId: z.string().max(100), profileId: z.string().max(100) });
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Guarded, each by a proof of its own; `no-store` is the guard's. */
@Controller('streams')
@Protected()
export class StreamsController {
  constructor(
    @Inject(StartStream) private readonly startStream: StartStream,
    @Inject(STREAM_STORE) private readonly streams: StreamStore,
    @Inject(FILM) private readonly film: Film,
    @Inject(StreamMeter) private readonly meter: StreamMeter,
  ) {}

  @Post()
  async start(
    @Device() device: AccessToken,
    @Body(new ZodPipe(wanted)) body: z.infer<typeof wanted>,
  ): Promise<{ readonly id: string; readonly playlist: string }> {
    const { id } = await this.startStream.start(device, body);
    return { id, playlist: `/streams/${id}/playlist.m3u8` };
  }

  @Delete(':id')
  @HttpCode(204)
  async stop(@Device() { sid }: AccessToken, @Param('id') id: string): Promise<void> {
    if (!UUID.test(id) || !(await this.streams.stop(id, sid))) throw new SignoffError('stream_not_found');
    this.meter.stopped(sid);
  }

  @Get(':id/playlist.m3u8')
  @Protected(SEGMENTS)
  async playlist(
    @Device() device: AccessToken,
    @Param('id') id: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.#own(id, device);
    response.type('application/vnd.apple.mpegurl').send(playlistOf(this.film));
  }

  /** The whole film as one response, at its own pace, for players that take no HLS. */
  @Get(':id/film.ts')
  @Protected(SEGMENTS)
  async whole(
    @Device() device: AccessToken,
    @Param('id') id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { titleId } = await this.#own(id, device);
    response.type('video/mp2t');
    if (request.method === 'HEAD') return void response.end();
    sendAtItsPace(response, this.film, this.meter.count(request, response, device, titleId));
  }

  @Get(':id/:segment')
  @Protected(SEGMENTS)
  async segment(
    @Device() device: AccessToken,
    @Param('id') id: string,
    @Param('segment') name: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { titleId } = await this.#own(id, device);
    const segment = this.film.segment(name);
    this.meter.count(request, response, device, titleId);
    response.type('video/mp2t').send(segment);
  }

  /** Another session's stream is answered like one that never was. */
  async #own(id: string, { sid }: AccessToken): Promise<{ readonly titleId: string }> {
    const stream = UUID.test(id) ? await this.streams.find(id, sid) : null;
    if (stream === null) throw new SignoffError('stream_not_found');
    return stream;
  }
}
