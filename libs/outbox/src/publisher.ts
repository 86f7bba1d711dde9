import type { EventStream, OutgoingRecord, Position } from '#libs/event-stream';
import type { OutboxRow, OutboxStore } from './outbox-store.js';

export interface PublisherOptions {
  /** Makes the record of a row, signing it afresh. */
  readonly encode: (row: OutboxRow) => OutgoingRecord | Promise<OutgoingRecord>;
  /**
   * Told where the event stands, before the row counts as sent: so it may come twice, with two positions that
   * both hold, and never not at all.
   */
  readonly onPublished?: (row: OutboxRow, position: Position) => Promise<void>;
  /** Told of each failure. The row stays, and is tried again by any instance. */
  readonly onFailure?: (error: unknown, row: OutboxRow) => void;
}

/** Rows that went out, and rows the broker did not take, as against rows that could not be encoded or noted. */
export interface Outcome {
  readonly sent: readonly OutboxRow[];
  readonly refused: readonly OutboxRow[];
}

/** Sends rows and marks them, each on its own: one that cannot be sent holds no other back. Never rejects. */
export class Publisher {
  constructor(
    private readonly store: Pick<OutboxStore<never>, 'markSent'>,
    private readonly stream: Pick<EventStream, 'publish'>,
    private readonly options: PublisherOptions,
  ) {}

  async publish(rows: readonly OutboxRow[]): Promise<Outcome> {
    const outcomes = await Promise.all(rows.map(async (row) => ({ row, outcome: await this.#one(row) })));
    const of = (wanted: string): OutboxRow[] =>
      outcomes.filter(({ outcome }) => outcome === wanted).map(({ row }) => row);
    return { sent: of('sent'), refused: of('refused') };
  }

  async #one(row: OutboxRow): Promise<'sent' | 'refused' | 'failed'> {
    let sending = false;
    try {
      const record = await this.options.encode(row);
      sending = true;
      const position = await this.stream.publish(record);
      sending = false;
      await this.options.onPublished?.(row, position);
      await this.store.markSent([row.id]);
      return 'sent';
    } catch (error) {
      this.options.onFailure?.(error, row);
      return sending ? 'refused' : 'failed';
    }
  }
}
