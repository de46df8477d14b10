import { z } from 'zod';
import { Abilities, DateOnly, Id, Instant, PageQuery, text } from './common.ts';
import { DeliveryChange, DeliveryCounts, DeliveryState, DeliveryView } from './outgoing.ts';

/** Ways a message goes; null = none, the receiver gets paper. */
export const CarrierName = z.enum(['inside', 'peer', 'national', 'provincial', 'mail']);
export type CarrierName = z.infer<typeof CarrierName>;

/** "Gửi kèm bản giấy": `due` must still go, `sent` went. */
export const PaperCopy = z.enum(['none', 'due', 'sent']);
export type PaperCopy = z.infer<typeof PaperCopy>;

/** The way of one receiver, as the board says it. */
export const DispatchWay = z.object({
  carrier: CarrierName.nullable(),
  /** "Nội bộ hệ thống", "Trục liên thông quốc gia"… */
  label: z.string(),
  connectionId: Id.nullable(),
});
export type DispatchWay = z.infer<typeof DispatchWay>;

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
  /** Why it could not go, for programs; empty unless it failed. */
  errorCode: z.string(),
  way: DispatchWay,
  change: DeliveryChange.nullable(),
  paper: PaperCopy,
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
    DeliveryView.extend({
      dispatchId: Id,
      late: z.boolean(),
      lateReason: z.string(),
      errorCode: z.string(),
      way: DispatchWay,
      paper: PaperCopy,
      abilities: Abilities,
    }),
  ),
});
export type DeliveryBoard = z.infer<typeof DeliveryBoard>;

export const DispatchParams = z.object({ id: Id });
export const BoardParams = z.object({ documentId: Id });
export const ResendDispatches = z.object({ dispatchIds: z.array(Id).min(1).max(500) });
export const ResendAnswer = z.object({ queued: z.int() });
/** "Đánh dấu đã gửi giấy": what was sent, when, how. */
export const MarkSentOnPaper = z.object({ sentOn: DateOnly, note: text(500).default('') });

/** "Sửa & gửi lại": another code, another way, or both; nothing given = the way is chosen anew. */
export const AmendDispatch = z.object({
  receiverCode: text(64, 1).optional(),
  receiverName: text(300, 1).optional(),
  /** A way of this receiver as `ways` offers it; left out = chosen by the rules. */
  carrier: CarrierName.optional(),
  connectionId: Id.nullable().optional(),
});
export type AmendDispatch = z.infer<typeof AmendDispatch>;
export const AmendAnswer = z.object({
  id: Id,
  state: DeliveryState,
  /** A new envelope was written (version 2 and on, same DocumentId), since it names its receivers. */
  newEnvelope: z.boolean(),
  way: DispatchWay,
  /** Vietnamese, why no way was found; empty when it goes out. */
  reason: z.string(),
});
export type AmendAnswer = z.infer<typeof AmendAnswer>;

/** What could not be handed over and is tried no more: letters and statuses, newest first. */
export const DeadLetter = z.object({
  /** Of the parcel. */
  id: Id,
  kind: z.enum(['document', 'status']),
  /** The dispatch to mend; null for a status. */
  dispatchId: Id.nullable(),
  documentId: Id,
  /** "Công văn 12/UBND-VHTT", "Trạng thái 03 về văn bản 45/STTTT". */
  what: z.string(),
  receiverName: z.string(),
  receiverCode: z.string(),
  way: DispatchWay,
  errorCode: z.string(),
  reason: z.string(),
  attempts: z.int(),
  createdAt: Instant,
  failedAt: Instant,
  /** Whole days since it stopped. */
  ageDays: z.int(),
  link: z.string(),
  abilities: Abilities,
});
export type DeadLetter = z.infer<typeof DeadLetter>;
export const DeadLetterPage = z.object({ items: z.array(DeadLetter), nextCursor: z.string().nullable() });
export type DeadLetterPage = z.infer<typeof DeadLetterPage>;
/** By id of the parcel: the very same bytes once more. */
export const RetryDeadLetters = z.object({ ids: z.array(Id).min(1).max(500) });

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
  | 'interchange.no_code'
  | 'interchange.no_way'
  | 'interchange.same_receiver'
  | 'interchange.nothing_to_amend'
  | 'interchange.origin_unknown';

/**
 * Codes of messages set aside, beside those of the codec (`edxml.*`) and of the receiving module. `conflict` can be taken in as a
 * further document by "Đọc lại".
 */
export type QuarantineCode =
  | 'interchange.conflict'
  | 'interchange.wrong_addressee'
  | 'interchange.sender_mismatch'
  | 'interchange.sender_unproven'
  | 'interchange.bytes_changed'
  | 'interchange.incomplete'
  | 'interchange.changed_after_signing'
  | 'interchange.infected'
  | 'interchange.not_a_letter'
  | 'interchange.not_a_status'
  | 'interchange.not_a_receiver'
  | 'interchange.unknown_document'
  | 'interchange.reading_failed'
  | 'documents.state_secret';
