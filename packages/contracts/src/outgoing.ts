import { z } from 'zod';
import { FreezeView } from './amendments.ts';
import {
  Abilities,
  CountingNumber,
  DateOnly,
  FileView,
  Id,
  Instant,
  MovementView,
  PageQuery,
  text,
  Urgency,
  VerdictView,
} from './common.ts';
import { DraftStep, RelatedDocument } from './drafting.ts';

/**
 * `awaiting_signature` → `signed` (personal signature verified) → `numbered` (number and date bound, seal under way or
 * interrupted) → `sealed` → `issued`. `returned` went back to the drafter, `cancelled` was given up for good.
 */
export const OutgoingState = z.enum([
  'awaiting_signature',
  'signed',
  'numbered',
  'sealed',
  'issued',
  'returned',
  'cancelled',
]);
export type OutgoingState = z.infer<typeof OutgoingState>;

/** What a receiver has reported; `pending` = not yet handed to the carrier. */
export const DeliveryState = z.enum([
  'pending',
  'sent',
  'arrived',
  'refused',
  'registered',
  'assigned',
  'in_progress',
  'done',
  'recalled',
  'failed',
]);
export type DeliveryState = z.infer<typeof DeliveryState>;

/** A change asked of a receiver (recall, update, replacement) and what it answered (edXML 13, 15, 16). */
export const DeliveryChange = z.object({
  kind: z.enum(['recall', 'update', 'replace']),
  state: z.enum(['requested', 'agreed', 'rejected']),
  /** "Đã yêu cầu thu hồi", "Từ chối cập nhật"… */
  label: z.string(),
  note: z.string(),
  at: Instant.nullable(),
});
export type DeliveryChange = z.infer<typeof DeliveryChange>;

export const DeliveryView = z.object({
  receiverName: z.string(),
  receiverAgencyId: Id.nullable(),
  receiverCode: z.string(),
  state: DeliveryState,
  stateLabel: z.string(),
  /** Last report; null before the first. */
  at: Instant.nullable(),
  arrivalNumber: z.int().nullable(),
  /** Reason of a refusal, name of the handler, number of the reply… */
  note: z.string(),
  change: DeliveryChange.nullable(),
  /** Every report in order, for the ticks. */
  history: z.array(z.object({ state: DeliveryState, at: Instant, note: z.string() })),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

export const DeliveryCounts = z.object({
  total: z.int(),
  sent: z.int(),
  arrived: z.int(),
  registered: z.int(),
  done: z.int(),
  refused: z.int(),
  failed: z.int(),
});
export type DeliveryCounts = z.infer<typeof DeliveryCounts>;

export const OutgoingView = z.object({
  id: Id,
  state: OutgoingState,
  stateLabel: z.string(),
  documentType: z.string(),
  typeName: z.string(),
  abstract: z.string(),
  urgency: Urgency,
  number: z.int().nullable(),
  symbol: z.string(),
  /** `367/UBND-VHTT`; empty before allotment. */
  numberSymbol: z.string(),
  issuedOn: DateOnly.nullable(),
  /** The number the register would give now; only for the clerk while the document waits for it. */
  nextNumber: z.int().nullable(),
  issuingAgencyName: z.string(),
  draftingUnitName: z.string(),
  drafterName: z.string(),
  signerName: z.string(),
  signerTitle: z.string(),
  blockLines: z.array(z.string()),
  signedAt: Instant.nullable(),
  sealedAt: Instant.nullable(),
  sealedBy: z.string().nullable(),
  issuedAt: Instant.nullable(),
  issuedBy: z.string().nullable(),
  pages: z.int(),
  /** The page as it stands now: prepared, signed or issued. */
  mainFile: FileView.extend({ url: z.string() }),
  attachments: z.array(FileView.extend({ url: z.string() })),
  verdict: VerdictView,
  recipients: z.array(z.string()),
  receivers: z.array(z.object({ agencyId: Id.nullable(), name: z.string(), code: z.string() })),
  deliveries: z.array(DeliveryView),
  deliveryCounts: DeliveryCounts,
  /** Why the document may not be issued yet; empty when the gate is open. */
  gate: z.array(z.object({ ok: z.boolean(), text: z.string() })),
  returned: z.object({ reason: z.string(), by: z.string(), at: Instant }).nullable(),
  /** Recalled, taken back or replaced: nothing of it moves any more. */
  frozen: FreezeView.nullable(),
  /** Earlier numbers of this document that were cancelled, with the reason. */
  cancelledNumbers: z.array(z.object({ number: z.int(), year: z.int(), reason: z.string(), at: Instant })),
  steps: z.array(DraftStep),
  movements: z.array(MovementView),
  related: z.array(RelatedDocument),
  abilities: Abilities,
});
export type OutgoingView = z.infer<typeof OutgoingView>;

/** `to_sign` = waits for my signature; `to_number` = signed or interrupted; `to_issue` = sealed. */
export const OutgoingBox = z.enum([
  'all',
  'to_sign',
  'to_number',
  'to_issue',
  'issued',
  'following',
  'returned',
  'mine',
]);
export type OutgoingBox = z.infer<typeof OutgoingBox>;

export const OutgoingQuery = PageQuery.extend({
  box: OutgoingBox.default('all'),
  q: z.string().max(200).optional(),
  year: z.coerce.number().int().min(1945).max(2200).optional(),
  documentType: z.string().max(60).optional(),
});
export type OutgoingQuery = z.infer<typeof OutgoingQuery>;

export const OutgoingListItem = z.object({
  id: Id,
  state: OutgoingState,
  stateLabel: z.string(),
  frozen: FreezeView.shape.kind.nullable(),
  typeName: z.string(),
  abstract: z.string(),
  urgency: Urgency,
  numberSymbol: z.string(),
  issuedOn: DateOnly.nullable(),
  signerName: z.string(),
  draftingUnitName: z.string(),
  receiverCount: z.int(),
  attachmentCount: z.int(),
  pages: z.int(),
  deliveryCounts: DeliveryCounts.nullable(),
  changedAt: Instant,
  abilities: Abilities,
});
export type OutgoingListItem = z.infer<typeof OutgoingListItem>;

export const OutgoingPage = z.object({
  items: z.array(OutgoingListItem),
  nextCursor: z.string().nullable(),
  /** Bounded at 1000 ("1000+"). */
  counts: z.record(OutgoingBox, z.int()),
});
export type OutgoingPage = z.infer<typeof OutgoingPage>;

export const OutgoingParams = z.object({ id: Id });
export const OutgoingFromDraftParams = z.object({ draftId: Id });
export const OutgoingFileParams = z.object({ id: Id, fileId: Id });
export const OutgoingFileQuery = z.object({ download: z.stringbool().default(false) });
export const IssueDocuments = z.object({ documentIds: z.array(Id).min(1).max(100) });
export const IssueAnswer = z.object({
  issued: z.int(),
  items: z.array(
    z.object({
      documentId: Id,
      result: z.enum(['issued', 'failed']),
      code: z.string().nullable(),
      message: z.string(),
      receivers: z.int(),
    }),
  ),
});
export type IssueAnswer = z.infer<typeof IssueAnswer>;

/** The ten columns of Sổ đăng ký văn bản đi (Decree 30/2020, Annex IV). */
export const OutgoingRegisterRow = z.object({
  documentId: Id,
  number: z.int(),
  /** (1) số, ký hiệu */
  numberSymbol: z.string(),
  /** (2) ngày tháng */
  issuedOn: DateOnly.nullable(),
  /** (3) tên loại và trích yếu */
  typeName: z.string(),
  abstract: z.string(),
  /** (4) người ký */
  signatory: z.string(),
  /** (5) nơi nhận */
  recipients: z.string(),
  /** (6) đơn vị, người nhận bản lưu */
  filedCopyHolder: z.string(),
  /** (7) số lượng bản */
  copies: z.int(),
  /** (8) ngày chuyển */
  sentOn: DateOnly.nullable(),
  /** (9) ký nhận: what the receivers confirmed; left blank in print for ink */
  receipt: z.string(),
  /** (10) ghi chú */
  note: z.string(),
  urgency: Urgency,
  cancelled: z.boolean(),
});
export type OutgoingRegisterRow = z.infer<typeof OutgoingRegisterRow>;

export const OutgoingRegisterQuery = PageQuery.extend({
  year: z.coerce.number().int().min(1945).max(2200).optional(),
  series: z.string().max(60).default('all'),
  fromNumber: CountingNumber.optional(),
  toNumber: CountingNumber.optional(),
  from: DateOnly.optional(),
  to: DateOnly.optional(),
  documentType: z.string().max(60).optional(),
  signatory: z.string().max(100).optional(),
  unit: z.string().max(200).optional(),
  q: z.string().max(200).optional(),
});
export type OutgoingRegisterQuery = z.infer<typeof OutgoingRegisterQuery>;

export const OutgoingRegisterPage = z.object({
  year: z.int(),
  series: z.string(),
  registerName: z.string(),
  years: z.array(z.int()),
  lastNumber: z.int(),
  cancelled: z.int(),
  items: z.array(OutgoingRegisterRow),
  nextCursor: z.string().nullable(),
  abilities: Abilities,
});
export type OutgoingRegisterPage = z.infer<typeof OutgoingRegisterPage>;

export const CancelNumber = z.object({ reason: text(2_000, 3) });
export const OutgoingReason = z.object({ reason: text(2_000, 3) });
export const OutgoingAck = z.object({ id: Id, state: OutgoingState, stateLabel: z.string(), numberSymbol: z.string() });

export type OutgoingErrorCode =
  | 'outgoing.not_found'
  | 'outgoing.wrong_state'
  | 'outgoing.content_changed'
  | 'outgoing.not_the_signer'
  | 'outgoing.signer_not_allowed'
  | 'outgoing.clerk_is_signer'
  | 'outgoing.signatures_missing'
  | 'outgoing.signature_invalid'
  | 'outgoing.number_differs'
  | 'outgoing.no_receiver'
  | 'outgoing.receiver_unknown'
  | 'outgoing.not_numbered'
  | 'outgoing.number_symbol_taken'
  | 'outgoing.failed'
  | 'outgoing.print_too_large'
  | 'files.infected_since'
  | 'documents.state_secret';
