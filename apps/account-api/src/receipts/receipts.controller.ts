import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { SignoffError } from '#libs/errors';
import { TOPICS, type IncomingRecord } from '#libs/event-stream';
import type { Logger } from '#libs/service-runtime';
import { LOGGER } from '../core/tokens.js';
import { AcceptReceipt } from './accept-receipt.js';
import { parseReceiptRecord } from './parse-receipt-record.js';

const MEDIA_TYPE = 'application/signoff-receipt+jwt';

/** Receipts come by the gateways' topic, or from the device itself over HTTPS. */
@Controller()
export class ReceiptsController {
  constructor(
    @Inject(AcceptReceipt) private readonly acceptReceipt: AcceptReceipt,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** A repeat is 2xx too: the device asks until it is told, and its first answer may have been lost. */
  @Post('receipts')
  @HttpCode(204)
  async post(@Body() body: unknown, @Headers('content-type') type: string | undefined): Promise<void> {
    if (type?.split(';')[0]?.trim().toLowerCase() !== MEDIA_TYPE) {
      throw new SignoffError('unsupported_media_type', `send ${MEDIA_TYPE}`);
    }
    await this.acceptReceipt.accept(body, null);
  }

  @EventPattern(TOPICS.deviceReceipts.name)
  async record(@Payload() { value, topic, partition, offset }: IncomingRecord): Promise<void> {
    const record = parseReceiptRecord(value);
    if (record === null) throw new Error('The record is no receipt this version understands');
    const { receipts, gateway } = record;
    const where = { topic, partition, offset: String(offset) };
    const taken = await Promise.allSettled(receipts.map((receipt) => this.#take(receipt, gateway, where)));
    // Those that were stored are known when the record comes again.
    for (const one of taken) if (one.status === 'rejected') throw one.reason;
  }

  async #take(receipt: string, gateway: string, where: object): Promise<void> {
    try {
      await this.acceptReceipt.accept(receipt, gateway);
    } catch (error) {
      // A forged one stays forged however often it is tried; a gateway passes on whatever a device sends.
      if (!(error instanceof SignoffError) || error.code !== 'receipt_invalid') throw error;
      this.logger.warn({ ...where, gateway }, 'receipt refused');
    }
  }
}
