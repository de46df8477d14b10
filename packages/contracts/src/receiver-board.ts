import { z } from 'zod';
import { Id, Instant, PageQuery } from './common.ts';

/** How the exchange with each receiver goes, over the letters of the last days. */
export const ReceiverBoardQuery = PageQuery.extend({
  q: z.string().max(200).optional(),
  days: z.enum(['7', '30', '90', '365']).default('30'),
  /** Only those with something late, failed, refused or to be sent on paper. */
  trouble: z.enum(['1']).optional(),
});
export type ReceiverBoardQuery = z.infer<typeof ReceiverBoardQuery>;

export const ReceiverBoardRow = z.object({
  receiverAgencyId: Id.nullable(),
  receiverName: z.string(),
  receiverCode: z.string(),
  /** Letters sent to it in these days. */
  letters: z.int(),
  registered: z.int(),
  /** Not confirmed within the working day, or not registered by the next morning (QĐ 28/2018). */
  late: z.int(),
  failed: z.int(),
  refused: z.int(),
  /** Waits to be sent on paper. */
  manual: z.int(),
  /** Oldest letter that is late. */
  lateSince: Instant.nullable(),
  /** Half of its confirmations came within this many minutes. */
  medianMinutes: z.number().nullable(),
});
export type ReceiverBoardRow = z.infer<typeof ReceiverBoardRow>;

export const ReceiverBoard = z.object({
  items: z.array(ReceiverBoardRow),
  nextCursor: z.string().nullable(),
  totals: z.object({
    receivers: z.int(),
    letters: z.int(),
    registered: z.int(),
    late: z.int(),
    failed: z.int(),
    refused: z.int(),
    manual: z.int(),
  }),
});
export type ReceiverBoard = z.infer<typeof ReceiverBoard>;
