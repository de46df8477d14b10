import { z } from 'zod';
import { Abilities, DateOnly, Id, text, Urgency, VerdictView } from './common.ts';
import { DuplicateView, IncomingState } from './incoming.ts';
import { AssignmentInput } from './tasks.ts';

/** One uploaded scan or PDF, not yet part of a document; kept 24 hours. */
export const IncomingUpload = z.object({
  uploadId: Id,
  name: z.string(),
  mediaType: z.string(),
  size: z.number(),
  sha256: z.string(),
  verdict: VerdictView,
  /** Documents of the agency that hold the very same file. */
  duplicates: z.array(DuplicateView),
});
export type IncomingUpload = z.infer<typeof IncomingUpload>;
export const IncomingUploadAnswer = z.object({ items: z.array(IncomingUpload) });

export const IncomingFactsInput = z.object({
  /** As printed, `313/STTTT-BCVTCNTT`; empty for letters of citizens. */
  numberSymbol: text(80),
  issuedOn: DateOnly.nullable(),
  issuingAgencyName: text(300, 1),
  issuingAgencyId: Id.nullable().default(null),
  documentType: z.string().min(1).max(60),
  /** Only for `other`: the name as printed. */
  typeName: text(100).default(''),
  abstract: text(2_000, 1),
  signatory: text(100).default(''),
  signatoryPosition: text(150).default(''),
  urgency: Urgency.default('normal'),
  pageCount: z.int().min(0).max(100_000).nullable().default(null),
  replyDueOn: DateOnly.nullable().default(null),
  note: text(1_000).default(''),
});
export type IncomingFactsInput = z.infer<typeof IncomingFactsInput>;

/** Vào sổ a paper or mail document in one act. `present` = Lưu và chuyển to this leader. */
export const CreateIncoming = z.object({
  source: z.enum(['paper', 'mail']).default('paper'),
  arrivedOn: DateOnly.optional(),
  facts: IncomingFactsInput,
  /** First = the page, the others = enclosures; empty for a paper that is not scanned. */
  uploadIds: z.array(Id).max(50),
  register: z.boolean().default(true),
  presentTo: Id.nullable().default(null),
  /** Anything but `none` is refused before storage. */
  declaredSecrecy: z.string().max(60).default('none'),
  /** Set after the duplicate warning was read. */
  acceptDuplicate: z.boolean().default(false),
});
export type CreateIncoming = z.infer<typeof CreateIncoming>;

export const CheckDuplicate = z.object({
  numberSymbol: z.string().max(80),
  issuingAgencyName: z.string().max(300),
  issuedOn: DateOnly.optional(),
});
export const DuplicateAnswer = z.object({ items: z.array(DuplicateView) });

export const RegisterIncoming = z.object({
  /** Moves on to this leader in the same act (Vào sổ và chuyển). */
  presentTo: Id.nullable().default(null),
  acceptDuplicate: z.boolean().default(false),
});
export type RegisterIncoming = z.infer<typeof RegisterIncoming>;

/** Registers many in arrival order; one command, one transaction per document, a result per document. */
export const RegisterManyIncoming = z.object({
  ids: z.array(Id).min(1).max(200),
  presentTo: Id.nullable().default(null),
});
export const PresentIncoming = z.object({
  ids: z.array(Id).min(1).max(200),
  positionId: Id,
  note: text(1_000).default(''),
});
export type PresentIncoming = z.infer<typeof PresentIncoming>;
export const IncomingBatchAnswer = z.object({
  done: z.int(),
  items: z.array(
    z.object({
      id: Id,
      result: z.enum(['done', 'failed']),
      code: z.string().nullable(),
      message: z.string(),
      arrivalNumber: z.int().nullable(),
    }),
  ),
});
export type IncomingBatchAnswer = z.infer<typeof IncomingBatchAnswer>;

export const ReturnIncoming = z.object({ reason: text(1_000, 5) });
export const UpdateIncomingFacts = z.object({ facts: IncomingFactsInput });
export type UpdateIncomingFacts = z.infer<typeof UpdateIncomingFacts>;

/** Bút phê with what it sets. `dueOn` wins over a date in the words; one lead, or only `informed` (then it is done). */
export const DirectIncoming = z.object({
  text: text(2_000, 1),
  assignments: z.array(AssignmentInput).min(1).max(100),
  dueOn: DateOnly.nullable().optional(),
  /** False: the lead closes it without the leader's approval. */
  needsApproval: z.boolean().default(true),
  rememberPhrase: z.boolean().default(false),
});
export type DirectIncoming = z.infer<typeof DirectIncoming>;

/** A head passes the unit's part on to people of the unit. */
export const SubAssignIncoming = z.object({
  assignmentId: Id,
  text: text(1_000).default(''),
  assignments: z.array(AssignmentInput).min(1).max(50),
  dueOn: DateOnly.nullable().optional(),
});
export type SubAssignIncoming = z.infer<typeof SubAssignIncoming>;

export const ReportResult = z.object({ assignmentId: Id, result: text(4_000, 3) });
export type ReportResult = z.infer<typeof ReportResult>;
export const DecideResult = z.object({ assignmentId: Id, note: text(2_000).default('') });
export const ReturnResult = z.object({ assignmentId: Id, reason: text(2_000, 3) });
export const CompleteIncoming = z.object({ note: text(2_000).default('') });

export const IncomingAck = z.object({
  id: Id,
  state: IncomingState,
  stateLabel: z.string(),
  arrivalNumber: z.int().nullable(),
  abilities: Abilities,
});
export type IncomingAck = z.infer<typeof IncomingAck>;
