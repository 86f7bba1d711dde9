import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { SignoffError } from '#libs/errors';
import type { Operator } from '../operators/operator.js';
import { OperatorStreams } from '../operators/operator-streams.js';
import { OperatorGuard, SignedInOperator } from '../operators/signed-in-operator.js';
import { RequestedAt } from '../revocations/requested-at.js';
import { isUuid } from '../revocations/revoke-session.js';
import type { Counted } from './campaign.js';
import type { CampaignView } from './campaign-view.js';
import { CampaignWork } from './campaign-work.js';
import { CLASS_COUNTS, type Choices, type ClassCounts, type Example } from './class-counts.js';
import { FollowCampaigns } from './follow-campaigns.js';
import { LeadCampaign } from './lead-campaign.js';
import { MakeCampaign } from './make-campaign.js';
import { parseNewCampaign, parsePreview } from './new-campaign.js';
import { ReadCampaign } from './read-campaign.js';
import { REPORT_STORE, writeReport, type ReportStore } from './report.js';

const EXAMPLES = 10;

@Controller('operator/api')
@UseGuards(OperatorGuard)
export class CampaignsController {
  constructor(
    @Inject(CLASS_COUNTS) private readonly counts: ClassCounts,
    @Inject(MakeCampaign) private readonly makeCampaign: MakeCampaign,
    @Inject(LeadCampaign) private readonly leadCampaign: LeadCampaign,
    @Inject(ReadCampaign) private readonly readCampaign: ReadCampaign,
    @Inject(FollowCampaigns) private readonly followCampaigns: FollowCampaigns,
    @Inject(OperatorStreams) private readonly streams: OperatorStreams,
    @Inject(REPORT_STORE) private readonly reports: ReportStore,
    @Inject(CampaignWork) private readonly work: CampaignWork,
  ) {}

  @Get('classes')
  classes(): Promise<Choices> {
    return this.counts.choices();
  }

  @Post('campaigns/preview')
  @HttpCode(200)
  async preview(@Body() body: unknown): Promise<Counted & { examples: readonly Example[]; cutoff: null }> {
    const deviceClass = await this.makeCampaign.resolved(parsePreview(body));
    const counted = await this.counts.count(deviceClass);
    const examples = counted.count === 0 ? [] : await this.counts.examples(deviceClass, EXAMPLES);
    return { ...counted, examples, cutoff: null };
  }

  @Post('campaigns')
  async make(
    @SignedInOperator() who: Operator,
    @Body() body: unknown,
    @RequestedAt() requestedAt: number,
  ): Promise<CampaignView> {
    const id = await this.makeCampaign.run(who, parseNewCampaign(body), requestedAt);
    return this.#changed(id);
  }

  @Get('campaigns')
  page(@Query('cursor') cursor?: string): ReturnType<ReadCampaign['page']> {
    return this.readCampaign.page(cursor);
  }

  @Get('campaigns/:id')
  read(@Param('id') id: string): Promise<CampaignView> {
    return this.readCampaign.read(id);
  }

  @Post('campaigns/:id/approval')
  @HttpCode(200)
  async approve(
    @SignedInOperator() who: Operator,
    @Param('id') id: string,
    @RequestedAt() requestedAt: number,
  ): Promise<CampaignView> {
    await this.leadCampaign.approve(who, known(id), requestedAt);
    return this.#changed(id);
  }

  @Post('campaigns/:id/cancellation')
  @HttpCode(200)
  async cancel(@SignedInOperator() who: Operator, @Param('id') id: string): Promise<CampaignView> {
    await this.leadCampaign.cancel(who, known(id));
    return this.readCampaign.read(id);
  }

  @Post('campaigns/:id/stages')
  @HttpCode(200)
  async nextStage(
    @SignedInOperator() who: Operator,
    @Param('id') id: string,
    @RequestedAt() requestedAt: number,
  ): Promise<CampaignView> {
    await this.leadCampaign.nextStage(who, known(id), requestedAt);
    return this.#changed(id);
  }

  @Post('campaigns/:id/telling/stop')
  @HttpCode(204)
  async stopTelling(@SignedInOperator() who: Operator, @Param('id') id: string): Promise<void> {
    await this.leadCampaign.stopTelling(who, known(id));
  }

  @Get('campaigns/:id/events')
  async events(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    // Before the first byte, so that what there is none of is an error and no stream.
    await this.readCampaign.progress(known(id));
    const stream = this.streams.open(request, response);
    if (stream !== null) this.followCampaigns.follow(id, stream);
  }

  @Get('campaigns/:id/report')
  async report(
    @Param('id') id: string,
    @Res() response: Response,
    @Query('format') format = 'json',
    @Query('devices') devices = 'odd',
  ): Promise<void> {
    if (format !== 'json' && format !== 'csv')
      throw new SignoffError('malformed_request', 'format must be json or csv');
    if (devices !== 'odd' && devices !== 'all')
      throw new SignoffError(
        'malformed_request',
        'devices must be odd, those that have not confirmed, or all',
      );
    const campaign = await this.readCampaign.read(id);
    response.attachment(`campaign-${id}.${format}`);
    response.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json');
    try {
      await writeReport(campaign, this.reports, { format, everyDevice: devices === 'all' }, response);
      response.end();
    } catch (error) {
      // Cut off, so that half a report is not taken for a whole one.
      response.destroy(error as Error);
    }
  }

  /** The rest of the work begins once the answer is on its way. */
  #changed(id: string): Promise<CampaignView> {
    this.work.kick();
    return this.readCampaign.read(id);
  }
}

function known(id: string): string {
  if (!isUuid(id)) throw new SignoffError('campaign_not_found');
  return id;
}
