import { z } from 'zod';
import { Abilities, Id, Instant, PageQuery, text } from './common.ts';

const Host = text(253, 1).refine((value) => /^[a-z0-9.-]+$/i.test(value), {
  error: 'Ghi tên máy chủ thư, dạng mail.tinh.gov.vn, không kèm http hay cổng.',
});
const Port = z.int().min(1).max(65_535);
/** `tls`: encrypted from the first byte; `starttls`: turned on before anything is said. There is no third. */
export const MailSecurity = z.enum(['tls', 'starttls']);

/** Settings of a connection of kind `mail`: one official mailbox. */
export const MailSettings = z.object({
  /** Of the mailbox: what receivers see and compare with their address book. */
  address: text(254, 3).refine((value) => /^[^\s@<>"]+@[^\s@<>"]+$/.test(value), {
    error: 'Ghi địa chỉ thư công vụ của cơ quan, dạng vanthu@donvi.tinh.gov.vn.',
  }),
  displayName: text(120).default(''),
  smtpHost: Host,
  smtpPort: Port.default(587),
  smtpSecurity: MailSecurity.default('starttls'),
  imapHost: Host,
  imapPort: Port.default(993),
  imapSecurity: MailSecurity.default('tls'),
  /** '' signs in with the address. */
  username: text(254).default(''),
  folder: text(200, 1).default('INBOX'),
  /** Whom to trust there instead of the public authorities, PEM; '' for the public ones. */
  ca: text(20_000).default(''),
  pollSeconds: z.int().min(30).max(3_600).default(300),
  /** Longest mail the servers of mail carry, as it is on the wire. */
  maxMailMb: z.int().min(1).max(100).default(25),
  /** `address`: only the very official address of an agency speaks for it; `domain`: any address of its domain. */
  senderMatch: z.enum(['address', 'domain']).default('address'),
});
export type MailSettings = z.infer<typeof MailSettings>;
export const MailSecret = z.object({ password: z.string().min(1).max(500) });

/** A mail with a message that was not taken: it stays in the mailbox. */
export const MailItem = z.object({
  id: Id,
  connectionId: Id,
  connectionName: z.string(),
  kind: z.enum(['message', 'bounce']),
  state: z.enum(['waiting', 'left']),
  stateLabel: z.string(),
  from: z.string(),
  subject: z.string(),
  /** By the mail itself. */
  sentAt: Instant.nullable(),
  seenAt: Instant,
  code: z.string(),
  /** Why it was not taken and what to do. */
  reason: z.string(),
  abilities: Abilities,
});
export type MailItem = z.infer<typeof MailItem>;
export const MailItemQuery = PageQuery;
export type MailItemQuery = z.infer<typeof MailItemQuery>;
export const MailItemPage = z.object({
  items: z.array(MailItem),
  nextCursor: z.string().nullable(),
  abilities: Abilities,
});
export type MailItemPage = z.infer<typeof MailItemPage>;
export const MailItemParams = z.object({ id: Id });
export const MailItemAnswer = z.object({ id: Id });

/** What became of a file the clerk has brought. */
export const PackageImport = z.object({
  /** `inbox`: taken like any other message; `quarantine`: nobody vouches for the sender, the clerk decides. */
  outcome: z.enum(['inbox', 'quarantine']),
  messages: z.int(),
  /** In words, for the clerk. */
  sentence: z.string(),
});
export type PackageImport = z.infer<typeof PackageImport>;

export type MailCarrierErrorCode =
  | 'carriers.mail_unreachable'
  | 'carriers.mail_bad_credentials'
  | 'carriers.mail_no_address'
  | 'carriers.mail_free'
  | 'carriers.mail_refused'
  | 'carriers.mail_too_large'
  | 'carriers.mail_in_doubt'
  | 'carriers.mail_unsigned'
  | 'carriers.mail_not_aligned'
  | 'carriers.mail_dns'
  | 'carriers.mail_sender_unknown'
  | 'carriers.mail_sender_differs'
  | 'carriers.mail_not_ours'
  | 'carriers.mail_unreadable'
  | 'carriers.mail_bounced'
  | 'carriers.mail_item_not_found'
  | 'carriers.package_unreadable'
  | 'carriers.package_not_ours';
