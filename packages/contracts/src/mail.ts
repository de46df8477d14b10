import { z } from 'zod';
import { HistoryLine } from './accounts.ts';
import { Abilities, DateOnly, Id, Instant, PageQuery, text } from './common.ts';

/** Official mailboxes as things that are asked for, used and kept true; their messages are in `webmail.ts`. */
export const MailboxState = z.enum(['requested', 'active', 'suspended', 'revoke_requested', 'revoked']);
export const MailBackendName = z.enum(['manual', 'embedded', 'postfix', 'zimbra']);
export type MailBackendName = z.infer<typeof MailBackendName>;

export const MailboxView = z.object({
  id: Id,
  address: z.string(),
  kind: z.enum(['unit', 'person', 'role']),
  holderName: z.string(),
  personId: Id.nullable(),
  unitName: z.string(),
  agencyId: Id,
  agencyName: z.string(),
  aliases: z.array(z.string()),
  quotaMb: z.int().nullable(),
  usedBytes: z.int(),
  /** From 80 and from 95 %, said only here and never in a letter; null without a quota. */
  quotaLevel: z.enum(['ok', 'near', 'almost', 'full']).nullable(),
  state: MailboxState,
  stateLabel: z.string(),
  suspendedReason: z.string().nullable(),
  lastSignInAt: Instant.nullable(),
  lastSentAt: Instant.nullable(),
  lastReceivedAt: Instant.nullable(),
  /** Days without sign-in or sent letter, from the day it was given when never used; null when nobody signs in to it. */
  idleDays: z.int().nullable(),
  forwardingTo: z.string().nullable(),
  /** Where letters go once the mailbox is revoked. */
  successorTo: z.string().nullable(),
  openedOn: DateOnly.nullable(),
  closedOn: DateOnly.nullable(),
  /** Last day a revoked mailbox is kept and forwards. */
  retainUntil: DateOnly.nullable(),
  shutAt: Instant.nullable(),
  hasArchive: z.boolean(),
  /** Somebody asks that its letters be erased; another one approves. */
  deletion: z.object({ askedBy: z.string(), askedAt: Instant, reason: z.string() }).nullable(),
  /** A tombstone: the letters are gone, the address is given to nobody. */
  deletedAt: Instant.nullable(),
  backend: MailBackendName,
  /** Opened and received at this office (webmail). */
  hosted: z.boolean(),
  memberCount: z.int(),
  /** What a person has to do by hand while no mail system is connected. */
  pendingStep: z.object({ id: Id, text: z.string(), since: Instant }).nullable(),
  /** What the mail system refused or does not answer. */
  problem: z.object({ text: z.string(), since: Instant, again: z.boolean() }).nullable(),
  abilities: Abilities,
});
export type MailboxView = z.infer<typeof MailboxView>;
export const MailboxQuery = PageQuery.extend({
  agencyId: Id.optional(),
  q: z.string().max(100).optional(),
  state: MailboxState.optional(),
  pending: z.stringbool().optional(),
  idle: z.stringbool().optional(),
});
export type MailboxQuery = z.infer<typeof MailboxQuery>;
export const MailboxPage = z.object({
  items: z.array(MailboxView),
  nextCursor: z.string().nullable(),
  total: z.int(),
  /** Where new mailboxes of the own agency are put. */
  backend: MailBackendName,
  backendLabel: z.string(),
  idleAfterDays: z.int(),
  abilities: Abilities,
});
export type MailboxPage = z.infer<typeof MailboxPage>;

export const MailboxMember = z.object({
  personId: Id,
  fullName: z.string(),
  title: z.string(),
  since: Instant,
  addedBy: z.string(),
});
export type MailboxMember = z.infer<typeof MailboxMember>;
export const MailboxHistory = z.object({
  mailbox: MailboxView,
  members: z.array(MailboxMember),
  history: z.array(HistoryLine),
});
export type MailboxHistory = z.infer<typeof MailboxHistory>;
export const MailboxParams = z.object({ id: Id });
export const MailStepParams = z.object({ id: Id });
/** "Đã làm trên hệ thống thư": the manual step is recorded with who and when. */
export const DoneMailStep = z.object({ note: text(300).optional() });

export const SuspendMailbox = z.object({ reason: text(300) });
export const RenameMailbox = z.object({ address: text(100) });
export const DropMailboxAlias = z.object({ alias: text(100) });
export const SetMailboxQuota = z.object({ quotaMb: z.int().min(10).max(1_000_000) });
/** Null: nobody; letters are refused with a notice once the mailbox is revoked. */
export const NameMailboxSuccessor = z.object({ address: text(100).nullable() });
export const ChangeMailboxMembers = z.object({
  add: z.array(Id).max(50).default([]),
  remove: z.array(Id).max(50).default([]),
});
/** People of the agency of the mailbox who may become members. */
export const MailboxCandidates = z.object({
  items: z.array(z.object({ personId: Id, fullName: z.string(), title: z.string() })),
});

/** App password of one device; the password itself is answered once, when it is made. */
export const MailPasswordView = z.object({
  id: Id,
  label: z.string(),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
});
export const MyMailbox = z.object({
  id: Id,
  address: z.string(),
  kind: z.enum(['unit', 'person', 'role']),
  name: z.string(),
  access: z.enum(['own', 'member']),
  quotaMb: z.int().nullable(),
  usedBytes: z.int(),
  quotaLevel: z.enum(['ok', 'near', 'almost', 'full']).nullable(),
  aliases: z.array(z.string()),
  /** Mail programs may be connected: by IMAP, only to send (SMTP), or with the password of Zimbra, which is set here. */
  programs: z.enum(['imap', 'smtp', 'zimbra', 'none']),
  passwords: z.array(MailPasswordView),
});
export type MyMailbox = z.infer<typeof MyMailbox>;
export const MyMailboxes = z.object({ items: z.array(MyMailbox) });
export type MyMailboxes = z.infer<typeof MyMailboxes>;
export const NewMailPassword = z.object({
  label: text(60),
  password: z.string().min(1).max(200),
  code: z.string().max(20).optional(),
});
/** Of a mailbox at Zimbra; `password` and `code` are those of the sign-in here. */
export const SetMailboxPassword = z.object({
  newPassword: z.string().min(8).max(200),
  password: z.string().min(1).max(200),
  code: z.string().max(20).optional(),
});
export const MadeMailPassword = z.object({ id: Id, login: z.string(), secret: z.string() });
export type MadeMailPassword = z.infer<typeof MadeMailPassword>;
export const MailPasswordParams = z.object({ id: Id, passwordId: Id });

/** Why the letters of a closed mailbox are erased, or are not. */
export const AskMailboxDeletion = z.object({ reason: text(500, 5) });

/** Public directory of official addresses. */
export const MailDirectoryQuery = z.object({
  q: z.string().max(100).default(''),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});
export const MailDirectoryEntry = z.object({
  address: z.string(),
  name: z.string(),
  title: z.string(),
  unitName: z.string(),
  agencyName: z.string(),
  kind: z.enum(['unit', 'person', 'role']),
});
export type MailDirectoryEntry = z.infer<typeof MailDirectoryEntry>;
export const MailDirectory = z.object({ items: z.array(MailDirectoryEntry) });

const SettingFields = {
  backend: MailBackendName,
  /** '' while every address carries its own. */
  domain: z.string().max(100),
  quotaMb: z.int().min(10).max(1_000_000),
  retainMonths: z.int().min(1).max(120),
  retainMonthsLeader: z.int().min(1).max(120),
  /** Mailboxes nobody uses for so long are suspended; 0 = never. */
  idleDays: z.int().min(0).max(3_650),
  /** Mail held back is erased after so many days (spec mail.md §10.5: 30). */
  quarantineDays: z.int().min(7).max(365),
};
export const SaveMailSettings = z.object({ ...SettingFields, validFrom: DateOnly });
export type SaveMailSettings = z.infer<typeof SaveMailSettings>;
export const MailSettingsView = z.object({
  ...SettingFields,
  /** Set by the agency itself, not taken from the one above. */
  own: z.boolean(),
  backends: z.array(z.object({ name: MailBackendName, label: z.string() })),
  /** Mailboxes of the register that are still kept by hand. */
  manualMailboxes: z.int(),
  changes: z.array(z.object({ ...SettingFields, validFrom: DateOnly, savedBy: z.string(), savedAt: Instant })),
  abilities: Abilities,
});
export type MailSettingsView = z.infer<typeof MailSettingsView>;
/** The Zimbra that mailboxes are made at; the password goes in and never comes out. */
export const ZimbraConnection = z.object({
  connection: z
    .object({
      url: z.string(),
      adminName: z.string(),
      cosId: z.string(),
      caPem: z.string(),
      /** Of the agency itself, not of the one above it. */
      own: z.boolean(),
      savedBy: z.string(),
      savedAt: Instant,
    })
    .nullable(),
  /** Accounts that Zimbra showed when it was asked; null when it was not. */
  accounts: z.enum(['none', 'some']).nullable(),
  abilities: Abilities,
});
export type ZimbraConnection = z.infer<typeof ZimbraConnection>;
/** Kept only when Zimbra answers. */
export const SaveZimbraConnection = z.object({
  /** `https://mail.tinh.gov.vn`, port 7071 unless another is written. */
  url: text(200),
  adminName: text(200),
  /** Left out: as before, for the same address, name and trust. */
  password: z.string().min(1).max(200).optional(),
  /** '' = the class of service of the domain. */
  cosId: z.string().max(64),
  /** Whom to trust there instead of the public authorities (PEM); '' for a certificate everybody trusts. */
  caPem: z.string().max(20_000),
});
export type SaveZimbraConnection = z.infer<typeof SaveZimbraConnection>;

/** Where the mail system says otherwise than the register. */
export const MailDrifts = z.object({
  items: z.array(
    z.object({
      id: Id,
      address: z.string(),
      mailboxId: Id.nullable(),
      kind: z.enum(['unknown', 'missing', 'state', 'forward']),
      text: z.string(),
      foundAt: Instant,
    }),
  ),
});
export type MailDrifts = z.infer<typeof MailDrifts>;

export type MailErrorCode =
  | 'mail.not_found'
  | 'mail.wrong_state'
  | 'mail.delete_elsewhere'
  | 'mail.archive_missing'
  | 'mail.address_taken'
  | 'mail.address_invalid'
  | 'mail.person_has_mailbox'
  | 'mail.successor_invalid'
  | 'mail.member_invalid'
  | 'mail.not_shared'
  | 'mail.alias_unknown'
  | 'mail.password_not_found'
  | 'mail.passwords_unsupported'
  | 'mail.password_elsewhere'
  | 'mail.password_refused'
  | 'mail.password_unreachable'
  | 'mail.too_many_passwords'
  | 'mail.no_archive'
  | 'mail.domain_invalid'
  | 'mail.domain_needed'
  | 'mail.backend_in_use'
  | 'mail.backend_unknown'
  | 'mail.zimbra_needed'
  | 'mail.dovecot_needed'
  | 'mail.zimbra_address'
  | 'mail.zimbra_password'
  | 'mail.zimbra_trust'
  | 'mail.zimbra_refused'
  | 'mail.no_steps'
  | 'mail.setting_past'
  | 'mail.step_done'
  | 'mail.import_not_found'
  | 'mail.import_confirmed'
  | 'mail.import_errors';
