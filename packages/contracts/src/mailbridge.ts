import { z } from 'zod';
import { DateOnly, Id, Instant, text, Urgency, VerdictView } from './common.ts';
import { DuplicateView } from './incoming.ts';
import { IncomingFactsInput } from './incoming-commands.ts';

/** Mail ↔ registers: a mail becomes an incoming document, an outgoing document goes by mail. */

/** What the letter seems to say, read from the words of its page; empty where nothing could be read. */
export const ProposedFacts = z.object({
  numberSymbol: z.string(),
  issuedOn: DateOnly.nullable(),
  issuingAgencyName: z.string(),
  issuingAgencyId: Id.nullable(),
  documentType: z.string(),
  abstract: z.string(),
  signatory: z.string(),
  signatoryPosition: z.string(),
  urgency: Urgency,
  pageCount: z.int().nullable(),
});
export type ProposedFacts = z.infer<typeof ProposedFacts>;

export const MailRegisterQuery = z.object({
  /** The attachment to read as the page; the first PDF when left out. */
  mainNo: z.coerce.number().int().min(0).max(1_000).optional(),
});
export type MailRegisterQuery = z.infer<typeof MailRegisterQuery>;

/** A mail looked at before it is registered; nothing is kept of it. */
export const MailRegisterProposal = z.object({
  /** Attachments that may be the page, PDFs first. */
  files: z.array(z.object({ no: z.int(), name: z.string(), mediaType: z.string(), size: z.int() })),
  /** Null: no file came with the mail, its words become the page. */
  mainNo: z.int().nullable(),
  facts: ProposedFacts,
  /** False for a scan: its facts come from the mail alone and have to be typed. */
  readFromPage: z.boolean(),
  verdict: VerdictView,
  /** The sender writes from free mail: only a citizen may, with a reason. */
  freeMail: z.object({ address: z.string(), text: z.string() }).nullable(),
  /** Sender, authenticity, doubts: kept with the document. */
  notes: z.array(z.string()),
  duplicates: z.array(DuplicateView),
});
export type MailRegisterProposal = z.infer<typeof MailRegisterProposal>;

export const RegisterMail = z.object({
  /** Null for a mail without a file: its words are printed, the raw mail is kept beside them. */
  mainNo: z.int().min(0).max(1_000).nullable(),
  facts: IncomingFactsInput,
  /** Why this free-mail sender may be taken in: a citizen (letter of the district 2021, section 4). */
  citizenReason: text(500, 5).optional(),
  /** Moves on to this leader in the same act (Vào sổ và chuyển). */
  presentTo: Id.nullable().default(null),
  /** Set after the duplicate warning was read. */
  acceptDuplicate: z.boolean().default(false),
});
export type RegisterMail = z.infer<typeof RegisterMail>;

export const MailRegisterAnswer = z.object({
  documentId: Id,
  /** "Đã vào sổ số 1249" */
  text: z.string(),
  link: z.string(),
  /** The mail was registered before; nothing was done now. */
  already: z.boolean(),
});
export type MailRegisterAnswer = z.infer<typeof MailRegisterAnswer>;

/** An issued document to a receiver no carrier reaches, as a mail of one of the clerk's boxes. */
export const SendByMail = z.object({
  mailboxId: Id,
  address: text(320, 3),
  /** What stands above the signature; the usual words when empty. */
  text: text(4_000).default(''),
  /** By free mail to a citizen only: why, and which leader has approved it. */
  citizen: z.object({ reason: text(500, 5), approverPersonId: Id }).optional(),
});
export type SendByMail = z.infer<typeof SendByMail>;
export const SendByMailAnswer = z.object({ submissionId: Id, sendAt: Instant, address: z.string() });
export type SendByMailAnswer = z.infer<typeof SendByMailAnswer>;

export const FreeMailStatsQuery = z.object({ from: DateOnly, until: DateOnly });
export type FreeMailStatsQuery = z.infer<typeof FreeMailStatsQuery>;

/** One unit: documents refused and let through by exception, both ways, and ordinary mail that was only warned of. */
export const FreeMailUnit = z.object({
  agencyId: Id,
  agencyName: z.string(),
  unitId: Id.nullable(),
  unitName: z.string(),
  sentRefused: z.int(),
  sentExceptions: z.int(),
  sentWarned: z.int(),
  receivedRefused: z.int(),
  receivedExceptions: z.int(),
});
export type FreeMailUnit = z.infer<typeof FreeMailUnit>;

export const FreeMailStats = z.object({
  units: z.array(FreeMailUnit),
  /** Newest first, at most 200. */
  exceptions: z.array(
    z.object({
      at: Instant,
      direction: z.enum(['sent', 'received']),
      agencyName: z.string(),
      unitName: z.string(),
      address: z.string(),
      numberSymbol: z.string(),
      reason: z.string(),
      /** Only of what was sent. */
      approverName: z.string(),
    }),
  ),
});
export type FreeMailStats = z.infer<typeof FreeMailStats>;

export type MailbridgeErrorCode =
  | 'mailbridge.no_file'
  | 'mailbridge.text_too_long'
  | 'mailbridge.main_not_found'
  | 'mailbridge.file_locked'
  | 'mailbridge.free_mail'
  | 'mailbridge.free_mail_agency';
