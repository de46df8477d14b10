import { z } from 'zod';
import { FreezeView } from './amendments.ts';
import { Abilities, DateOnly, FileView, Id, Instant, MovementView, PageQuery, Urgency, VerdictView } from './common.ts';
import { RelatedDocument } from './drafting.ts';
import { AssignmentRole, AssignmentView, DeadlineView, DirectiveView } from './tasks.ts';

/** Mới nhận → Đã vào sổ → Chờ bút phê → Đang xử lý → Chờ duyệt kết quả → Hoàn thành; beside it Trả lại and Thu hồi. */
export const IncomingState = z.enum([
  'received',
  'registered',
  'awaiting_directive',
  'in_progress',
  'awaiting_result_approval',
  'done',
  'returned',
  'recalled',
]);
export type IncomingState = z.infer<typeof IncomingState>;

/** How it came: `axis` over the exchange (read-only facts), `paper` scanned, `mail` from the official mailbox. */
export const IncomingSource = z.enum(['axis', 'paper', 'mail']);
export type IncomingSource = z.infer<typeof IncomingSource>;

export const IncomingChip = z.object({ tone: z.enum(['neutral', 'blue', 'amber', 'red', 'green']), label: z.string() });

export const IncomingListItem = z.object({
  id: Id,
  state: IncomingState,
  stateLabel: z.string(),
  source: IncomingSource,
  sourceLabel: z.string(),
  arrivalNumber: z.int().nullable(),
  arrivedOn: DateOnly,
  arrivedAt: Instant,
  issuingAgencyName: z.string(),
  numberSymbol: z.string(),
  issuedOn: DateOnly.nullable(),
  typeName: z.string(),
  abstract: z.string(),
  urgency: Urgency,
  /** My part in it; null for clerks and leaders, who see all of the agency. */
  myRole: AssignmentRole.nullable(),
  leadName: z.string().nullable(),
  deadline: DeadlineView.nullable(),
  /** The one chip of the row: deadline when near, otherwise my role or the state. */
  chip: IncomingChip,
  unread: z.boolean(),
  overdue: z.boolean(),
  attachmentCount: z.int(),
  verdict: VerdictView.shape.verdict,
  isDuplicate: z.boolean(),
  abilities: Abilities,
});
export type IncomingListItem = z.infer<typeof IncomingListItem>;

/**
 * `to_register` chờ vào sổ, `to_present` đã vào sổ chờ chuyển, `to_direct` chờ bút phê, `open` chờ xử lý, `due_soon` sắp hạn (two working days, with what is
 * overdue), `to_approve` chờ duyệt kết quả, `informed` để biết, `done` đã xử lý, `returned` đã trả lại.
 */
export const IncomingTab = z.enum([
  'all',
  'to_register',
  'to_present',
  'to_direct',
  'open',
  'due_soon',
  'to_approve',
  'informed',
  'done',
  'returned',
]);
export type IncomingTab = z.infer<typeof IncomingTab>;

export const IncomingQuery = PageQuery.extend({
  /** The first tab of the role when omitted. */
  tab: IncomingTab.optional(),
  /** Words of abstract, issuer, number; accents optional, all must occur. */
  q: z.string().max(200).optional(),
  from: DateOnly.optional(),
  to: DateOnly.optional(),
  issuer: z.string().max(200).optional(),
  documentType: z.string().max(60).optional(),
  urgency: Urgency.optional(),
});
export type IncomingQuery = z.infer<typeof IncomingQuery>;

export const IncomingPage = z.object({
  tab: IncomingTab,
  items: z.array(IncomingListItem),
  nextCursor: z.string().nullable(),
  /** Tabs of this role in order; counts bounded at 1000 (`capped` shows "1000+"), null where none is shown. */
  tabs: z.array(z.object({ key: IncomingTab, label: z.string(), count: z.int().nullable(), capped: z.boolean() })),
  overdue: z.int(),
  abilities: Abilities,
});
export type IncomingPage = z.infer<typeof IncomingPage>;

export const DuplicateView = z.object({
  id: Id,
  /** Same number, symbol and issuer, or the very same file. */
  kind: z.enum(['business_key', 'file', 'conflict']),
  text: z.string(),
  arrivalNumber: z.int().nullable(),
  arrivedOn: DateOnly.nullable(),
  link: z.string(),
});
export type DuplicateView = z.infer<typeof DuplicateView>;

/** Facts of the letter. All read-only when it came over the exchange. */
export const IncomingFacts = z.object({
  numberSymbol: z.string(),
  issuedOn: DateOnly.nullable(),
  issuingAgencyName: z.string(),
  issuingAgencyId: Id.nullable(),
  issuingAgencyCode: z.string(),
  documentType: z.string(),
  typeName: z.string(),
  abstract: z.string(),
  signatory: z.string(),
  signatoryPosition: z.string(),
  urgency: Urgency,
  pageCount: z.int().nullable(),
  /** Recipients as printed (Nơi nhận). */
  recipients: z.array(z.string()),
  /** Deadline the sender asks for (DueDate of the envelope or typed by the clerk). */
  replyDueOn: DateOnly.nullable(),
  paperCopyFollows: z.boolean(),
  note: z.string(),
});
export type IncomingFacts = z.infer<typeof IncomingFacts>;

/** A deadline read from the letter's own words or from the envelope; several may fall on one day. */
export const FoundDeadline = z.object({
  /** What is due, short: `Mẫu số 09, 10`, `Hạn trả lời`; without a form the words of the date. */
  text: z.string(),
  /** What the letter wants by then, in its words: `thu hồi và cấp mới hộp thư công vụ`; empty when it says no more. */
  subject: z.string(),
  /** The words of the date as printed, `trước ngày 02/4/2021`, to be marked on the page; empty for the envelope. */
  found: z.string(),
  /** The sentence it stands in. */
  quote: z.string(),
  /** `Mục 4. Thư điện tử công vụ, trang 3`, `Trích yếu`, `Thông tin gói tin liên thông` */
  place: z.string(),
  /** Page of the main file, from 1; null when it does not stand on the page. */
  page: z.int().nullable(),
  /** Last day on which it is still in time. */
  dueOn: DateOnly,
  sentence: z.string(),
});

export const IncomingView = z.object({
  id: Id,
  state: IncomingState,
  stateLabel: z.string(),
  source: IncomingSource,
  sourceLabel: z.string(),
  arrivedAt: Instant,
  arrivedOn: DateOnly,
  /** Dấu ĐẾN beside the page; null before registration. */
  arrival: z
    .object({
      agencyName: z.string(),
      number: z.int(),
      year: z.int(),
      on: DateOnly,
      registeredBy: z.string(),
      registeredAt: Instant,
    })
    .nullable(),
  /** The number the register would give now; only for the clerk before registration. */
  nextArrivalNumber: z.int().nullable(),
  facts: IncomingFacts,
  factsReadOnly: z.boolean(),
  verdict: VerdictView,
  /** "Chữ ký gói tin: không có / không kiểm được" and repairs made while reading; empty for paper. */
  envelopeNotes: z.array(z.string()),
  duplicates: z.array(DuplicateView),
  mainFile: FileView.extend({ url: z.string() }).nullable(),
  attachments: z.array(FileView.extend({ url: z.string() })),
  /** Attachments named by the envelope that could not be read, with the reason. */
  brokenAttachments: z.array(z.object({ name: z.string(), reason: z.string() })),
  /** Whom it was presented to; null before. */
  presentedTo: z.object({ positionId: Id, name: z.string(), title: z.string() }).nullable(),
  directives: z.array(DirectiveView),
  assignments: z.array(AssignmentView),
  lead: AssignmentView.nullable(),
  coordinating: z.array(z.string()),
  informed: z.array(z.string()),
  deadline: DeadlineView.nullable(),
  foundDeadlines: z.array(FoundDeadline),
  /** The result as the lead reported it; null before. */
  result: z.object({ text: z.string(), by: z.string(), at: Instant }).nullable(),
  returned: z.object({ reason: z.string(), by: z.string(), at: Instant }).nullable(),
  /** Recalled (its content is gone) or replaced by a later letter. */
  frozen: FreezeView.nullable(),
  replies: z.array(RelatedDocument),
  related: z.array(RelatedDocument),
  movements: z.array(MovementView),
  /** Who has opened it, newest first. */
  seenBy: z.array(z.object({ name: z.string(), at: Instant })),
  /** The single next action of this person; null when it waits for others. */
  nextAction: z.object({ action: z.string(), label: z.string() }).nullable(),
  abilities: Abilities,
});
export type IncomingView = z.infer<typeof IncomingView>;

export const IncomingParams = z.object({ id: Id });
export const IncomingFileParams = z.object({ id: Id, fileId: Id });
export const IncomingFileQuery = z.object({ download: z.stringbool().default(false) });

export type IncomingErrorCode =
  | 'incoming.not_found'
  | 'incoming.wrong_state'
  | 'incoming.recalled'
  | 'incoming.duplicate'
  | 'incoming.facts_read_only'
  | 'incoming.leader_unknown'
  | 'incoming.upload_not_found'
  | 'incoming.unknown_type'
  | 'incoming.issued_in_the_future'
  | 'incoming.arrived_in_the_future'
  | 'incoming.reason_missing'
  | 'incoming.result_open'
  | 'incoming.print_too_large'
  | 'documents.state_secret'
  | 'files.encrypted_pdf'
  | 'files.broken_pdf'
  | 'files.too_large'
  | 'files.type_refused'
  | 'files.empty';
