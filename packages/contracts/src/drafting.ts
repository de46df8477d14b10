import { z } from 'zod';
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
} from './common.ts';

/**
 * A draft is one row from the first word to the hand-over: `draft` (also after a return) → `submitted` (head of the drafting
 * unit) → `content_approved` (whoever checks the format) → `handed_over` (lives on as an outgoing document under the same id).
 */
export const DraftState = z.enum(['draft', 'submitted', 'content_approved', 'handed_over', 'withdrawn']);
export type DraftState = z.infer<typeof DraftState>;

/** A stretch of text in one style; a block is read as its runs one after the other. */
export const DraftRun = z.object({
  text: z.string().max(20_000),
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
});
export type DraftRun = z.infer<typeof DraftRun>;

/**
 * One paragraph of ô 6. `basis` is a căn cứ (italic), `heading` a titled khoản on its own line ("1. Bảo mật thông tin"),
 * `article` a Điều, `point` a điểm or dash line. `id` is stable: comments and findings hang on it.
 */
export const DraftBlock = z.object({
  id: z.string().min(1).max(40),
  kind: z.enum(['paragraph', 'basis', 'heading', 'article', 'clause', 'point']),
  runs: z.array(DraftRun).max(500),
});
export type DraftBlock = z.infer<typeof DraftBlock>;

/**
 * One printed line of "Kính gửi" or "Nơi nhận". A `group` (e.g. `specialised_departments`, `communes`), an `agency` and a `listed` body
 * of the address book, known by its code, are receivers the letter is delivered to; a `line` is text only ("Như trên", "Chủ tịch, Phó
 * CT. UBND huyện").
 */
export const RecipientPick = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('group'), group: z.string().min(1).max(80), label: text(300, 1) }),
  z.object({ kind: z.literal('agency'), agencyId: Id, label: text(300, 1) }),
  z.object({ kind: z.literal('listed'), code: text(64, 1), name: text(500, 1), label: text(300, 1) }),
  z.object({ kind: z.literal('line'), label: text(300, 1) }),
]);
export type RecipientPick = z.infer<typeof RecipientPick>;

/** What the drafter edits; everything else of the letter (head, symbol, signing block) is computed from the tree. */
export const DraftContent = z.object({
  /** Code of one of the 29 types, e.g. `official_letter` (Decree 30/2020 Art. 7). */
  documentType: z.string().min(1).max(60),
  abstract: text(500),
  urgency: Urgency,
  signerPositionId: Id.nullable(),
  addressees: z.array(RecipientPick).max(300),
  recipients: z.array(RecipientPick).max(300),
  blocks: z.array(DraftBlock).max(2_000),
  /** Initials of the typist and number of paper copies (ô 12), e.g. `PL.(300)`; empty for none. */
  typistMark: text(40),
});
export type DraftContent = z.infer<typeof DraftContent>;

/** Declared by the drafter; anything but `none` is refused before storage (state secrets stay out). */
export const DeclaredSecrecy = z.string().max(60).default('none');

export const CreateDraft = z.object({
  documentType: z.string().min(1).max(60).default('official_letter'),
  abstract: text(500).default(''),
  content: DraftContent.optional(),
  /** The incoming document this is a reply to; it becomes a related document. */
  replyToId: Id.optional(),
  declaredSecrecy: DeclaredSecrecy,
});
export type CreateDraft = z.infer<typeof CreateDraft>;

export const SaveDraft = z.object({
  /** The version the editor last read; an older one answers 409 `drafting.version_conflict`. */
  version: z.int().min(1),
  content: DraftContent,
  declaredSecrecy: DeclaredSecrecy,
});
export type SaveDraft = z.infer<typeof SaveDraft>;

/** A lost race answers 409 `drafting.version_conflict` instead; both texts are then among the versions (`aside` = the loser's). */
export const SaveDraftAnswer = z.object({ id: Id, version: z.int(), savedAt: Instant });
export type SaveDraftAnswer = z.infer<typeof SaveDraftAnswer>;

export const FormatFinding = z.object({
  /** Number on the page and in the list, from 1. */
  no: z.int(),
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  title: z.string(),
  /** What stands there and what should; either may be empty. */
  found: z.string(),
  expected: z.string(),
  /** E.g. "Nghị định 30/2020, Phụ lục I, mục II.3". */
  clause: z.string(),
  blockId: z.string().nullable(),
  /** Field of `DraftContent` the finding is about, e.g. `abstract`, `blocks.3`, `recipients`. */
  place: z.string(),
  canFix: z.boolean(),
});
export type FormatFinding = z.infer<typeof FormatFinding>;

export const FormatReport = z.object({
  version: z.int(),
  passed: z.int(),
  errors: z.int(),
  warnings: z.int(),
  findings: z.array(FormatFinding),
});
export type FormatReport = z.infer<typeof FormatReport>;

/** Applies the fixes of the named findings (all that can be fixed when omitted) as a new version. */
export const ApplyFixes = z.object({
  version: z.int().min(1),
  codes: z.array(z.string().max(120)).max(500).optional(),
});

export const DraftComment = z.object({
  id: Id,
  blockId: z.string().nullable(),
  quote: z.string(),
  text: z.string(),
  authorName: z.string(),
  authorTitle: z.string(),
  at: Instant,
  resolvedAt: Instant.nullable(),
  resolvedBy: z.string().nullable(),
  replies: z.array(z.object({ id: Id, authorName: z.string(), text: z.string(), at: Instant })),
  abilities: Abilities,
});
export type DraftComment = z.infer<typeof DraftComment>;

export const AddComment = z.object({
  blockId: z.string().max(40).nullable().default(null),
  quote: text(500).default(''),
  text: text(4_000, 1),
  replyTo: Id.optional(),
});
export const ResolveComment = z.object({ resolved: z.boolean().default(true) });

export const ReasonBody = z.object({ reason: text(2_000, 3) });
export const SubmitDraft = z.object({ version: z.int().min(1), note: text(2_000).default('') });
export const ApproveDraft = z.object({ version: z.int().min(1), note: text(2_000).default('') });

export const RelateDocument = z.object({ documentId: Id, kind: z.enum(['reply', 'basis']) });

export const RelatedDocument = z.object({
  documentId: Id,
  kind: z.enum(['reply', 'basis', 'replaces', 'corrects', 'recalls', 'updates']),
  direction: z.enum(['incoming', 'outgoing']),
  numberSymbol: z.string(),
  abstract: z.string(),
  issuingAgencyName: z.string(),
  issuedOn: DateOnly.nullable(),
  link: z.string(),
});
export type RelatedDocument = z.infer<typeof RelatedDocument>;

/** A person who may sign this kind of document, with the block ô 7a prints. */
export const SignerOption = z.object({
  positionId: Id,
  fullName: z.string(),
  title: z.string(),
  /** Lines of ô 7a, e.g. `['TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH']`. */
  blockLines: z.array(z.string()),
  capacity: z.enum(['head', 'TM', 'KT', 'TL', 'TUQ', 'Q']),
  basis: z.string(),
});
export type SignerOption = z.infer<typeof SignerOption>;

export const RecipientGroupOption = z.object({
  group: z.string(),
  label: z.string(),
  agencies: z.array(z.object({ agencyId: Id, name: z.string() })),
});

export const DraftOptionsQuery = z.object({ documentType: z.string().min(1).max(60).default('official_letter') });

/** Everything the editor offers to choose from; the signers are those of the type asked for. */
export const DraftOptions = z.object({
  types: z.array(z.object({ code: z.string(), name: z.string(), symbol: z.string() })),
  signers: z.array(SignerOption),
  groups: z.array(RecipientGroupOption),
});
export type DraftOptions = z.infer<typeof DraftOptions>;

export const DraftStep = z.object({
  key: z.string(),
  label: z.string(),
  state: z.enum(['done', 'now', 'waiting', 'returned']),
  at: Instant.nullable(),
  by: z.string().nullable(),
});

export const DraftView = z.object({
  id: Id,
  state: DraftState,
  stateLabel: z.string(),
  version: z.int(),
  savedAt: Instant,
  savedBy: z.string(),
  content: DraftContent,
  /** Symbol as it will be printed behind the number, e.g. `UBND-VHTT`, `QĐ-UBND`. */
  symbol: z.string(),
  /** Ô 2 line by line and the place of ô 4, as the tree gives them today. */
  head: z.object({ governing: z.array(z.string()), agency: z.array(z.string()), place: z.string() }),
  typeName: z.string(),
  draftingUnitName: z.string(),
  drafterName: z.string(),
  signer: SignerOption.nullable(),
  /** Why the chosen signer cannot sign; null when all is well. */
  signerProblem: z.string().nullable(),
  receiverCount: z.int(),
  /** `agencyId` is null for bodies of the address book outside our tree; `instead` names the closed body another takes over from. */
  receivers: z.array(z.object({ agencyId: Id.nullable(), name: z.string(), instead: z.string().nullable() })),
  attachments: z.array(FileView),
  related: z.array(RelatedDocument),
  comments: z.array(DraftComment),
  steps: z.array(DraftStep),
  returned: z.object({ reason: z.string(), by: z.string(), at: Instant, step: z.string() }).nullable(),
  movements: z.array(MovementView),
  abilities: Abilities,
});
export type DraftView = z.infer<typeof DraftView>;

export const DraftVersionItem = z.object({
  version: z.int(),
  savedAt: Instant,
  savedBy: z.string(),
  note: z.string(),
  /** True for a text that lost a race and was kept aside. */
  aside: z.boolean(),
});
export const DraftVersionView = DraftVersionItem.extend({ content: DraftContent });

/** `mine` = I draft it; `to_approve` = head of the drafting unit; `to_check` = format check. */
export const DraftBox = z.enum(['mine', 'returned', 'to_approve', 'to_check', 'unit', 'handed_over']);
export const DraftQuery = PageQuery.extend({ box: DraftBox.default('mine'), q: z.string().max(200).optional() });
export type DraftQuery = z.infer<typeof DraftQuery>;

export const DraftListItem = z.object({
  id: Id,
  state: DraftState,
  stateLabel: z.string(),
  typeName: z.string(),
  abstract: z.string(),
  urgency: Urgency,
  draftingUnitName: z.string(),
  drafterName: z.string(),
  signerName: z.string(),
  receiverCount: z.int(),
  attachmentCount: z.int(),
  openComments: z.int(),
  returnedReason: z.string().nullable(),
  updatedAt: Instant,
  abilities: Abilities,
});
export type DraftListItem = z.infer<typeof DraftListItem>;

export const DraftPage = z.object({
  items: z.array(DraftListItem),
  nextCursor: z.string().nullable(),
  /** Bounded at 1000 ("1000+"). */
  counts: z.record(DraftBox, z.int()),
});
export type DraftPage = z.infer<typeof DraftPage>;

export const DraftParams = z.object({ id: Id });
export const DraftFileParams = z.object({ id: Id, fileId: Id });
export const DraftCommentParams = z.object({ id: Id, commentId: Id });
export const DraftVersionParams = z.object({ id: Id, version: CountingNumber });
export const DraftIdAnswer = z.object({ id: Id, version: z.int() });
export const UploadAnswer = z.object({ files: z.array(FileView) });

export type DraftingErrorCode =
  | 'drafting.not_found'
  | 'drafting.wrong_state'
  | 'drafting.version_conflict'
  | 'drafting.unknown_type'
  | 'drafting.format_errors'
  | 'drafting.open_comments'
  | 'drafting.signer_missing'
  | 'drafting.signer_not_allowed'
  | 'drafting.recipient_unknown'
  | 'drafting.comment_not_found'
  | 'drafting.content_changed'
  | 'drafting.nothing_to_fix'
  | 'drafting.render_failed'
  | 'drafting.attachment_limit'
  | 'documents.state_secret'
  | 'files.encrypted_pdf'
  | 'files.broken_pdf'
  | 'files.too_large'
  | 'files.type_refused'
  | 'files.empty';
