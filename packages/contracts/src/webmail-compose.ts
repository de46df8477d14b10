import { z } from 'zod';
import { Abilities, DateOnly, GivenInstant, Id, Instant, text } from './common.ts';
import { BoxMember, MailAddress, SubmissionView } from './webmail.ts';

/** From whom one may write in this box. */
export const MailIdentity = z.object({
  address: z.string(),
  displayName: z.string(),
  /** "gửi thay mặt": the name of the unit, written by a person. */
  onBehalf: z.boolean(),
  /** Plain text by the agency's rule. */
  signature: z.string(),
});
export type MailIdentity = z.infer<typeof MailIdentity>;
export const MailIdentities = z.object({ items: z.array(MailIdentity) });

export const MailContact = z.object({
  name: z.string(),
  address: z.string(),
  /** Post and agency, or "Đã trao đổi thư". */
  detail: z.string(),
  source: z.enum(['directory', 'agency', 'seen']),
});
export type MailContact = z.infer<typeof MailContact>;
export const MailContactQuery = z.object({
  q: z.string().min(1).max(100),
  limit: z.coerce.number().int().min(1).max(50).default(12),
});
export type MailContactQuery = z.infer<typeof MailContactQuery>;
export const MailContacts = z.object({ items: z.array(MailContact) });

/** What the writer edits. The body is what the editor makes; it is cleaned again before it is sent. */
export const MailDraftContent = z.object({
  fromAddress: text(320),
  to: z.array(MailAddress).max(1_000),
  cc: z.array(MailAddress).max(1_000),
  bcc: z.array(MailAddress).max(1_000),
  subject: text(500),
  html: z.string().max(2_000_000),
});
export type MailDraftContent = z.infer<typeof MailDraftContent>;

export const MailDraftAttachment = z.object({
  fileId: Id,
  name: z.string(),
  mediaType: z.string(),
  size: z.int(),
  /** Larger than a mail may be: goes as a link that expires. */
  asLink: z.boolean(),
  /** Taken from a document of the office. */
  fromDocument: z.boolean(),
  /** Found in it since it was attached: it is handed to nobody, the mail does not leave with it. */
  malware: z.string().optional(),
  link: z.string(),
});
export type MailDraftAttachment = z.infer<typeof MailDraftAttachment>;

export const MailDraftKind = z.enum(['new', 'reply', 'reply_all', 'forward']);
export const MailDraftView = z.object({
  id: Id,
  kind: MailDraftKind,
  /** The mail it answers or passes on. */
  sourceId: Id.nullable(),
  version: z.int(),
  savedAt: Instant,
  savedBy: z.string(),
  /** The text of a device that came second, kept beside the draft of this id. */
  copyOf: Id.nullable(),
  content: MailDraftContent,
  attachments: z.array(MailDraftAttachment),
  /** Receivers outside, free mail, too large…: told before sending. */
  warnings: z.array(z.object({ code: z.string(), text: z.string() })),
  abilities: Abilities,
});
export type MailDraftView = z.infer<typeof MailDraftView>;
export const MailDraftLine = z.object({
  id: Id,
  subject: z.string(),
  to: z.array(MailAddress),
  preview: z.string(),
  savedAt: Instant,
  savedBy: z.string(),
  copyOf: Id.nullable(),
  hasAttachments: z.boolean(),
  /** Waiting to leave: may be taken back. */
  submissionId: Id.nullable(),
  sendAt: Instant.nullable(),
});
export type MailDraftLine = z.infer<typeof MailDraftLine>;
export const MailDraftPage = z.object({ items: z.array(MailDraftLine), nextCursor: z.string().nullable() });
export type MailDraftPage = z.infer<typeof MailDraftPage>;

export const CreateMailDraft = z.object({
  kind: MailDraftKind.default('new'),
  /** Needed for anything but `new`. */
  sourceId: Id.optional(),
  to: z.array(MailAddress).max(50).default([]),
  subject: text(500).default(''),
  /** Sends these files of a document of the office. */
  documentId: Id.optional(),
});
export type CreateMailDraft = z.infer<typeof CreateMailDraft>;
export const SaveMailDraft = z.object({
  /** The version last read; an older one keeps the text as a draft of its own and answers 409 `webmail.version_conflict`. */
  version: z.int().min(1),
  content: MailDraftContent,
});
export type SaveMailDraft = z.infer<typeof SaveMailDraft>;
export const SaveMailDraftAnswer = z.object({ id: Id, version: z.int(), savedAt: Instant });
export type SaveMailDraftAnswer = z.infer<typeof SaveMailDraftAnswer>;
export const MailDraftParams = z.object({ mailboxId: Id, id: Id });
export const MailDraftFileParams = z.object({ mailboxId: Id, id: Id, fileId: Id });
export const AttachDocument = z.object({ documentId: Id, fileIds: z.array(Id).max(50).optional() });
export type AttachDocument = z.infer<typeof AttachDocument>;

export const SendMailDraft = z.object({
  version: z.int().min(1),
  /** Left out: now, with the seconds to take it back. */
  sendAt: GivenInstant.optional(),
  /** A document for a citizen by free mail: why, and which leader has approved it (letter of the district, section 4). */
  citizen: z.object({ reason: text(500, 5), approverPersonId: Id }).optional(),
});
export type SendMailDraft = z.infer<typeof SendMailDraft>;

/**
 * A mail made ready to be signed (S/MIME): its bytes are fixed. It is signed as documents are, by a batch of `webmail.sign` or
 * `webmail.seal` whose only document is this id, and leaves in the transaction that takes the signature.
 */
export const MailSigningView = z.object({
  id: Id,
  /** `void`: the draft was changed or made ready anew since; a signature that still comes is not taken. */
  state: z.enum(['open', 'sent', 'void']),
  submission: SubmissionView.nullable(),
});
export type MailSigningView = z.infer<typeof MailSigningView>;
export const SubmissionParams = z.object({ mailboxId: Id, id: Id });

export const MailApprovers = z.object({ items: z.array(BoxMember) });

/** Out of office: answers once per sender and seven days, never lists or machines (RFC 3834). */
export const MailVacation = z.object({
  enabled: z.boolean(),
  from: DateOnly.nullable(),
  /** The last day. */
  until: DateOnly.nullable(),
  text: text(4_000),
  delegatePersonId: Id.nullable(),
  delegateName: z.string().nullable().default(null),
});
export type MailVacation = z.infer<typeof MailVacation>;
export const SaveMailVacation = MailVacation.omit({ delegateName: true });
export type SaveMailVacation = z.infer<typeof SaveMailVacation>;

/** Limits of the agency's mail; what is not set follows the default. */
export const WebmailLimits = z.object({
  /** Base64 makes 1.37 of it, and SMTP takes 30 MB. */
  attachmentMb: z.int().min(1).max(21),
  maxRecipients: z.int().min(1).max(1_000),
  hourlyRecipients: z.int().min(1).max(100_000),
  undoSeconds: z.int().min(0).max(60),
  linkDays: z.int().min(1).max(365),
  binDays: z.int().min(1).max(365),
});
export type WebmailLimits = z.infer<typeof WebmailLimits>;
export const WebmailLimitsView = WebmailLimits.extend({ abilities: Abilities });

export const MailLinkParams = z.object({ token: z.string().regex(/^[\w-]{32}$/) });

export const MailStatisticsQuery = z.object({ from: DateOnly, until: DateOnly });
export type MailStatisticsQuery = z.infer<typeof MailStatisticsQuery>;
export const MailStatistics = z.object({
  units: z.array(
    z.object({
      unitId: Id.nullable(),
      unitName: z.string(),
      sent: z.int(),
      recipients: z.int(),
      /** Ordinary mail to free mail: sent with a warning. */
      freeMail: z.int(),
      /** Documents to citizens, with reason and approver. */
      citizens: z.int(),
      /** Documents to free mail that were stopped. */
      refused: z.int(),
    }),
  ),
});
export type MailStatistics = z.infer<typeof MailStatistics>;
