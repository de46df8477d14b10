import { z } from 'zod';
import { Abilities, DateOnly, Id, Instant, PageQuery, text } from './common.ts';
import { DeliveryCounts, DeliveryState, DeliveryView } from './outgoing.ts';

/** `manual`: the receiver is on no carrier of ours; somebody sends the paper and marks it. */
export const DispatchProblem = z.enum(['failed', 'manual', 'refused', 'silent']);
export type DispatchProblem = z.infer<typeof DispatchProblem>;

/** Filters of "theo dõi gửi nhận": what went wrong first. */
export const DispatchBox = z.enum(['problems', 'waiting', 'all']);
export type DispatchBox = z.infer<typeof DispatchBox>;
export const DispatchQuery = PageQuery.extend({
  box: DispatchBox.default('problems'),
  q: z.string().max(200).optional(),
});
export type DispatchQuery = z.infer<typeof DispatchQuery>;

export const DispatchListItem = z.object({
  id: Id,
  documentId: Id,
  numberSymbol: z.string(),
  typeName: z.string(),
  abstract: z.string(),
  issuedOn: DateOnly.nullable(),
  receiverName: z.string(),
  receiverCode: z.string(),
  state: DeliveryState,
  stateLabel: z.string(),
  problem: DispatchProblem.nullable(),
  /** Reason of a failure or refusal, in Vietnamese. */
  note: z.string(),
  attempts: z.int(),
  sentAt: Instant.nullable(),
  changedAt: Instant,
  /** "Quá 2 ngày" when nothing came back in time. */
  chip: z.object({ tone: z.enum(['neutral', 'blue', 'amber', 'red', 'green']), label: z.string() }).nullable(),
  link: z.string(),
  abilities: Abilities,
});
export type DispatchListItem = z.infer<typeof DispatchListItem>;
export const DispatchPage = z.object({
  items: z.array(DispatchListItem),
  nextCursor: z.string().nullable(),
  counts: z.record(DispatchBox, z.int()),
});
export type DispatchPage = z.infer<typeof DispatchPage>;

/** The board of one letter: every receiver, counts by state, who is late. */
export const DeliveryBoard = z.object({
  documentId: Id,
  numberSymbol: z.string(),
  abstract: z.string(),
  dueOn: DateOnly.nullable(),
  counts: DeliveryCounts,
  byState: z.record(DeliveryState, z.int()),
  late: z.int(),
  receivers: z.array(
    DeliveryView.extend({ dispatchId: Id, late: z.boolean(), lateReason: z.string(), abilities: Abilities }),
  ),
});
export type DeliveryBoard = z.infer<typeof DeliveryBoard>;

export const DispatchParams = z.object({ id: Id });
export const BoardParams = z.object({ documentId: Id });
export const ResendDispatches = z.object({ dispatchIds: z.array(Id).min(1).max(500) });
export const ResendAnswer = z.object({ queued: z.int() });
/** "Đánh dấu đã gửi giấy": what was sent, when, how. */
export const MarkSentOnPaper = z.object({ sentOn: DateOnly, note: text(500).default('') });

/** "Đã xử lý": seen to by other means; leaves the problems, not the history. */
export const SettleDispatches = z.object({ dispatchIds: z.array(Id).min(1).max(500), note: text(500, 3) });

/** A message that could not be taken in: kept with its raw bytes until somebody decides. */
export const QuarantineItem = z.object({
  id: Id,
  carrier: z.string(),
  messageId: z.string(),
  senderCode: z.string(),
  senderName: z.string(),
  receivedAt: Instant,
  size: z.number(),
  sha256: z.string(),
  code: z.string(),
  reason: z.string(),
  state: z.enum(['quarantined', 'discarded']),
  abilities: Abilities,
});
export type QuarantineItem = z.infer<typeof QuarantineItem>;
export const QuarantinePage = z.object({ items: z.array(QuarantineItem), nextCursor: z.string().nullable() });
export const QuarantineParams = z.object({ id: Id });
export const QuarantineAnswer = z.object({ id: Id });
export const QuarantineReason = z.object({ reason: text(1_000, 3) });

export type InterchangeErrorCode =
  | 'interchange.dispatch_not_found'
  | 'interchange.wrong_state'
  | 'interchange.quarantine_not_found'
  | 'interchange.future_date'
  | 'interchange.no_code';

/**
 * Codes of messages set aside, beside those of the codec (`edxml.*`) and of the receiving module. `conflict` can be taken in as a
 * further document by "Đọc lại".
 */
export type QuarantineCode =
  | 'interchange.conflict'
  | 'interchange.wrong_addressee'
  | 'interchange.sender_mismatch'
  | 'interchange.bytes_changed'
  | 'interchange.incomplete'
  | 'interchange.not_a_letter'
  | 'interchange.not_a_status'
  | 'interchange.not_a_receiver'
  | 'interchange.unknown_document'
  | 'interchange.reading_failed'
  | 'documents.state_secret';
