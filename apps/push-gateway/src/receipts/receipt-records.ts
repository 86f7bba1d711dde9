import {
  grouped,
  topicName,
  traceHeaders,
  type OutgoingRecord,
  type ReceiptRecord,
} from '#libs/event-stream';

export interface TakenReceipt {
  readonly sid: string;
  readonly receipt: string;
  /** Of the sign-out it is about; null where this gateway has not told of one. */
  readonly txn: string | null;
}

/** As many as are judged and stored in one step of whoever reads them. */
const MOST = 100;

/** Those of one sign-out together: a record costs its writer and its reader more than a receipt in it does. */
export function receiptRecords(
  taken: readonly TakenReceipt[],
  of: { readonly topicPrefix: string; readonly gateway: string; readonly receivedAt: number },
): readonly OutgoingRecord[] {
  const topic = topicName('deviceReceipts', of.topicPrefix);
  const records: OutgoingRecord[] = [];
  for (const [txn, all] of grouped(taken, ({ txn: its }) => its))
    for (let from = 0; from < all.length; from += MOST) {
      const some = all.slice(from, from + MOST);
      const record: ReceiptRecord = {
        ...{ v: 1, gateway: of.gateway, receivedAt: of.receivedAt },
        receipts: some.map(({ receipt }) => receipt),
      };
      records.push({
        ...{ topic, key: some[0]!.sid, value: JSON.stringify(record) },
        ...(txn === null ? {} : { headers: traceHeaders(txn) }),
      });
    }
  return records;
}
