import { z } from 'zod';
import { Abilities, DateOnly, Id, Instant, PageQuery, text } from './common.ts';

/**
 * Webmail of the mailboxes a person may open. Names follow JMAP (RFC 8621) where it has one; paths are
 * `/api/mail/:mailboxId/…`. A mailbox one may not open does not exist (404 `webmail.box_not_found`).
 */
export const MailAddress = z.object({ name: text(200), address: text(320, 1) });
export type MailAddress = z.infer<typeof MailAddress>;

export const MailFolderRole = z.enum(['inbox', 'quarantine', 'sent', 'drafts', 'trash']);
export type MailFolderRole = z.infer<typeof MailFolderRole>;

export const WebmailBox = z.object({
  id: Id,
  address: z.string(),
  name: z.string(),
  kind: z.string(),
  /** `own`: the person's box; `member`: a box several people work in. */
  relation: z.enum(['own', 'member']),
  unread: z.int(),
  /** Out of office is on today. */
  away: z.boolean(),
  abilities: Abilities,
});
export type WebmailBox = z.infer<typeof WebmailBox>;
export const WebmailBoxes = z.object({
  items: z.array(WebmailBox),
  /** What the person opens when acting in another agency. */
  elsewhere: z.array(z.object({ address: z.string(), agencyId: Id })),
});
export type WebmailBoxes = z.infer<typeof WebmailBoxes>;

export const MailBoxParams = z.object({ mailboxId: Id });

export const MailFolderView = z.object({
  id: Id,
  name: z.string(),
  role: MailFolderRole.nullable(),
  total: z.int(),
  unread: z.int(),
  /** Own folders may be renamed and removed. */
  abilities: Abilities,
});
export type MailFolderView = z.infer<typeof MailFolderView>;
export const MailFolders = z.object({ items: z.array(MailFolderView) });
export type MailFolders = z.infer<typeof MailFolders>;
export const MailFolderParams = z.object({ mailboxId: Id, folderId: Id });
export const SaveMailFolder = z.object({ name: text(80, 1) });

/** `ordinary` shows no banner; the guard has not spoken yet of mail of our own. */
export const GuardVerdict = z.enum(['ordinary', 'suspicious', 'phishing']);
export type GuardVerdict = z.infer<typeof GuardVerdict>;

export const MailKeywords = z.object({
  seen: z.boolean(),
  flagged: z.boolean(),
  answered: z.boolean(),
  forwarded: z.boolean(),
});
export type MailKeywords = z.infer<typeof MailKeywords>;

export const MailAssignee = z.object({ personId: Id, name: z.string(), at: Instant });
export type MailAssignee = z.infer<typeof MailAssignee>;

/** Where the mail was entered into a register (incoming documents). */
export const MailRegistered = z.object({ text: z.string(), link: z.string() });

/** One line of the list. */
export const EmailLine = z.object({
  id: Id,
  threadId: Id,
  /** Mails of the conversation in this mailbox; 1 = alone. */
  threadCount: z.int(),
  folderId: Id,
  from: z.array(MailAddress),
  to: z.array(MailAddress),
  subject: z.string(),
  preview: z.string(),
  receivedAt: Instant,
  size: z.int(),
  keywords: MailKeywords,
  hasAttachments: z.boolean(),
  verdict: GuardVerdict,
  /** The main reason when the verdict is not `ordinary`. */
  reason: z.string().nullable(),
  /** Sent from outside the official domains. */
  external: z.boolean(),
  assignee: MailAssignee.nullable(),
  registered: MailRegistered.nullable(),
  /** Of a mail that was sent: what became of it, in one word ("Đã chuyển", "1 nơi chưa nhận"). */
  delivery: z.string().nullable(),
});
export type EmailLine = z.infer<typeof EmailLine>;

export const EmailQuery = PageQuery.extend({
  folderId: Id.optional(),
  /** Words in sender, receiver, subject, text, names of attachments; with or without accents. Without a folder: all but quarantine and bin. */
  q: z.string().max(200).optional(),
  filter: z.enum(['unread', 'flagged', 'attachments', 'mine', 'unassigned', 'suspicious']).optional(),
  from: z.string().max(320).optional(),
  since: DateOnly.optional(),
  /** This day is included. */
  until: DateOnly.optional(),
  /** One line a conversation (its newest mail in the folder). */
  collapseThreads: z.stringbool().default(true),
});
export type EmailQuery = z.infer<typeof EmailQuery>;
export const EmailPage = z.object({
  items: z.array(EmailLine),
  nextCursor: z.string().nullable(),
});
export type EmailPage = z.infer<typeof EmailPage>;

/** `pending` waits for the antivirus and is locked; `infected` and `refused` are never handed out. */
export const AttachmentAv = z.enum(['clean', 'pending', 'infected', 'refused']);
export type AttachmentAv = z.infer<typeof AttachmentAv>;

export const MailAttachment = z.object({
  /** Its place in the mail, from 0; part of the path of the download. */
  no: z.int(),
  name: z.string(),
  mediaType: z.string(),
  size: z.int(),
  sha256: z.string(),
  /** Shown inside the text (cid:), not in the list of attachments. */
  inline: z.boolean(),
  av: AttachmentAv,
  /** Why it is locked, or what is to be known before it is opened. */
  avText: z.string().nullable(),
  /** Null while it may not be opened. */
  link: z.string().nullable(),
});
export type MailAttachment = z.infer<typeof MailAttachment>;

export const MailFinding = z.object({
  code: z.string(),
  level: z.enum(['block', 'strong', 'note']),
  text: z.string(),
});
export type MailFinding = z.infer<typeof MailFinding>;

export const MailLink = z.object({
  shown: z.string(),
  url: z.string(),
  host: z.string(),
  realHost: z.string(),
  suspicious: z.boolean(),
  why: z.string().optional(),
});
export type MailLink = z.infer<typeof MailLink>;

export const MailAuth = z.object({
  spf: z.string(),
  dkim: z.string(),
  dmarc: z.string(),
  arc: z.string(),
  /** One sentence for the reader. */
  text: z.string(),
});
export type MailAuth = z.infer<typeof MailAuth>;

export const MailGuard = z.object({
  verdict: GuardVerdict,
  score: z.number(),
  /** The top three. */
  reasons: z.array(z.object({ code: z.string(), text: z.string() })),
  findings: z.array(MailFinding),
  links: z.array(MailLink),
});
export type MailGuard = z.infer<typeof MailGuard>;

/**
 * S/MIME (RFC 8551): `open` not enough grounds · `partial` beside what was signed stands something that was not · `encrypted` only
 * the receiver's own key opens it. The subject and the rest of the header are never signed.
 */
export const MailSignatureState = z.enum(['valid', 'invalid', 'open', 'partial', 'encrypted']);
export type MailSignatureState = z.infer<typeof MailSignatureState>;
export const MailSignature = z.object({
  state: MailSignatureState,
  /** "Thư có chữ ký số hợp lệ: Lò Thị Mai, UBND huyện Tam Đường." */
  text: z.string(),
  signer: z.string(),
  organisation: z.string(),
  /** Beyond the one in the sentence. */
  reasons: z.array(z.string()),
});
export type MailSignature = z.infer<typeof MailSignature>;

/** State of one receiver of a mail that was sent. */
export const MailDeliveryState = z.enum(['waiting', 'sending', 'delayed', 'delivered', 'failed', 'cancelled']);
export type MailDeliveryState = z.infer<typeof MailDeliveryState>;
export const MailDeliveryLine = z.object({
  name: z.string(),
  address: z.string(),
  kind: z.enum(['to', 'cc', 'bcc']),
  state: MailDeliveryState,
  stateLabel: z.string(),
  reply: z.string().nullable(),
  at: Instant.nullable(),
});
export type MailDeliveryLine = z.infer<typeof MailDeliveryLine>;

export const SubmissionView = z.object({
  id: Id,
  /** RFC 8621 7: `pending` may still be taken back. */
  undoStatus: z.enum(['pending', 'final', 'canceled']),
  sendAt: Instant,
  draftId: Id.nullable(),
  subject: z.string(),
  sentBy: z.string(),
  recipients: z.array(MailDeliveryLine),
  /** "2/3 nơi đã nhận". */
  summary: z.string(),
  warnings: z.array(z.string()),
});
export type SubmissionView = z.infer<typeof SubmissionView>;

export const EmailEvent = z.object({ at: Instant, who: z.string(), kind: z.string(), text: z.string() });
export type EmailEvent = z.infer<typeof EmailEvent>;

export const EmailView = EmailLine.extend({
  cc: z.array(MailAddress),
  bcc: z.array(MailAddress),
  replyTo: z.array(MailAddress),
  sender: MailAddress.nullable(),
  sentAt: Instant.nullable(),
  messageIdHeader: z.string(),
  /** The address of ours it was sent to (an alias, a list). */
  originalAddress: z.string(),
  auth: MailAuth.nullable(),
  guard: MailGuard.nullable(),
  /** Null when the mail is neither signed nor encrypted. */
  signature: MailSignature.nullable(),
  attachments: z.array(MailAttachment),
  /** Who did what in a box of several people. */
  history: z.array(EmailEvent),
  submission: SubmissionView.nullable(),
  /** The others of the conversation, oldest first. */
  thread: z.array(z.object({ id: Id, from: z.array(MailAddress), receivedAt: Instant, preview: z.string() })),
  /** Null while something in it may not be opened. */
  rawLink: z.string().nullable(),
  abilities: Abilities,
});
export type EmailView = z.infer<typeof EmailView>;
export const EmailParams = z.object({ mailboxId: Id, id: Id });
export const EmailAttachmentParams = z.object({ mailboxId: Id, id: Id, no: z.coerce.number().int().min(0).max(1_000) });

/** What the frame shows; scripts, remote pictures and forms are gone. Plain text comes as HTML too. */
export const EmailBody = z.object({
  html: z.string(),
  /** Too large or too deeply nested to be shown as written: only its words are. */
  simplified: z.boolean(),
  blockedImages: z.int(),
  links: z.array(
    z.object({
      shown: z.string(),
      url: z.string(),
      host: z.string(),
      suspicious: z.boolean(),
      why: z.string().optional(),
    }),
  ),
});
export type EmailBody = z.infer<typeof EmailBody>;

export const MailHeaders = z.object({ items: z.array(z.object({ name: z.string(), value: z.string() })) });

/** Of what was made or changed. */
export const MailIdAnswer = z.object({ id: Id });

const EmailIds = z.array(Id).min(1).max(200);
export const SetKeywords = z.object({
  ids: EmailIds,
  seen: z.boolean().optional(),
  flagged: z.boolean().optional(),
});
export type SetKeywords = z.infer<typeof SetKeywords>;
export const MoveEmails = z.object({ ids: EmailIds, folderId: Id });
export type MoveEmails = z.infer<typeof MoveEmails>;
/** To the bin, out of the bin (back to where they came from), or gone from sight; gone mails come back by `restore` for a while. */
export const EmailIdsBody = z.object({ ids: EmailIds });
/** `personId` null gives it back to everybody. */
export const AssignEmails = z.object({ ids: EmailIds, personId: Id.nullable() });
export type AssignEmails = z.infer<typeof AssignEmails>;
/** How many changed; the sentence is shown with "Hoàn tác". */
export const EmailsChanged = z.object({ changed: z.int(), text: z.string() });
export type EmailsChanged = z.infer<typeof EmailsChanged>;

export const BoxMember = z.object({ personId: Id, name: z.string(), title: z.string() });
export const BoxMembers = z.object({ items: z.array(BoxMember) });
