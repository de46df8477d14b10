import { z } from 'zod';
import { HistoryLine } from './accounts.ts';
import { Abilities, DateOnly, Id, Instant, PageQuery, text } from './common.ts';

/** The register of certificates: also those whose key this office never meets (spec requests.md §7). */
export const CertificateEntryState = z.enum([
  'requested',
  'issued',
  'active',
  'frozen',
  'revoke_requested',
  'revoked',
  'expired',
  'transferred_out',
]);
export type CertificateEntryState = z.infer<typeof CertificateEntryState>;

export const CertificateEntryView = z.object({
  id: Id,
  subjectKind: z.enum(['person', 'organisation', 'device']),
  subjectName: z.string(),
  personId: Id.nullable(),
  unitName: z.string(),
  agencyId: Id,
  agencyName: z.string(),
  serial: z.string(),
  issuerName: z.string(),
  validFrom: DateOnly.nullable(),
  validTo: DateOnly.nullable(),
  /** Negative when past. */
  daysLeft: z.int().nullable(),
  /** "Còn 63 ngày: đề nghị gia hạn trước ngày 25/5", "Hết hạn trong 30 ngày: cấp mới", … */
  advice: z.string(),
  tone: z.enum(['neutral', 'blue', 'amber', 'red', 'green']),
  container: z.enum(['token', 'pki_sim', 'remote', 'hsm', 'software', 'unknown']),
  containerLabel: z.string(),
  tokenSerial: z.string().nullable(),
  email: z.string(),
  custodianName: z.string(),
  previousSerial: z.string().nullable(),
  renewalCount: z.int(),
  state: CertificateEntryState,
  stateLabel: z.string(),
  revokedOn: DateOnly.nullable(),
  revokedReason: z.string(),
  /** A key of this office signs with it. */
  certificateId: Id.nullable(),
  abilities: Abilities,
});
export type CertificateEntryView = z.infer<typeof CertificateEntryView>;

export const CertificateEntryQuery = PageQuery.extend({
  agencyId: Id.optional(),
  q: z.string().max(100).optional(),
  state: CertificateEntryState.optional(),
  subjectKind: CertificateEntryView.shape.subjectKind.optional(),
  /** Only those with at most so many days left. */
  withinDays: z.coerce.number().int().min(0).max(2_000).optional(),
});
export type CertificateEntryQuery = z.infer<typeof CertificateEntryQuery>;
export const CertificateEntryPage = z.object({
  items: z.array(CertificateEntryView),
  nextCursor: z.string().nullable(),
  total: z.int(),
  abilities: Abilities,
});
export type CertificateEntryPage = z.infer<typeof CertificateEntryPage>;
export const CertificateEntryHistory = z.object({ entry: CertificateEntryView, history: z.array(HistoryLine) });
export type CertificateEntryHistory = z.infer<typeof CertificateEntryHistory>;
export const RegisterEntryParams = z.object({ id: Id });

export const TokenState = z.enum([
  'received',
  'handed_over',
  'in_use',
  'locked',
  'lost',
  'found',
  'written_off',
  'broken',
  'returned',
]);
export const CustodyLine = z.object({
  id: Id,
  fromName: z.string(),
  toName: z.string(),
  at: Instant,
  place: z.string(),
  /** Number and date of the written permission and of the minutes (Decree 30/2020 Art. 32.2); needed for the organisation's device. */
  permission: z.string(),
  minutes: z.string(),
  /** Both confirm in the office; a line counts when both have. */
  givenBy: z.object({ name: z.string(), at: Instant }).nullable(),
  takenBy: z.object({ name: z.string(), at: Instant }).nullable(),
  state: z.enum(['waiting', 'done', 'refused']),
  stateLabel: z.string(),
  abilities: Abilities,
});
export type CustodyLine = z.infer<typeof CustodyLine>;
export const TokenView = z.object({
  id: Id,
  serial: z.string(),
  model: z.string(),
  agencyId: Id,
  agencyName: z.string(),
  certificates: z.array(z.object({ entryId: Id, serial: z.string(), subjectName: z.string() })),
  holderName: z.string(),
  custodianName: z.string(),
  place: z.string(),
  ofOrganisation: z.boolean(),
  state: TokenState,
  stateLabel: z.string(),
  custody: z.array(CustodyLine),
  abilities: Abilities,
});
export type TokenView = z.infer<typeof TokenView>;
export const TokenQuery = PageQuery.extend({
  agencyId: Id.optional(),
  q: z.string().max(100).optional(),
  state: TokenState.optional(),
});
export type TokenQuery = z.infer<typeof TokenQuery>;
export const TokenPage = z.object({
  items: z.array(TokenView),
  nextCursor: z.string().nullable(),
  total: z.int(),
  abilities: Abilities,
});
export type TokenPage = z.infer<typeof TokenPage>;
/** Each side confirms with the own password or code: that is the signature on the log. */
export const HandOverToken = z.object({
  toPersonId: Id,
  place: text(200).default(''),
  permission: text(200).default(''),
  minutes: text(200).default(''),
  password: z.string().min(1).max(256),
  code: z.string().max(20).optional(),
});
export type HandOverToken = z.infer<typeof HandOverToken>;
export const ConfirmCustody = z.object({
  accept: z.boolean(),
  reason: text(300).optional(),
  password: z.string().min(1).max(256),
  code: z.string().max(20).optional(),
});
export type ConfirmCustody = z.infer<typeof ConfirmCustody>;
export const CustodyParams = z.object({ id: Id, lineId: Id });
export const ChangeToken = z.object({
  state: z.enum(['in_use', 'locked', 'found', 'written_off', 'broken', 'returned']),
  reason: text(300, 3),
});
export type ChangeToken = z.infer<typeof ChangeToken>;
export const AddToken = z.object({
  serial: text(40, 1),
  model: text(100).default(''),
  holderPersonId: Id.optional(),
  ofOrganisation: z.boolean().default(false),
  place: text(200).default(''),
});
export type AddToken = z.infer<typeof AddToken>;

export const PkiSimView = z.object({
  id: Id,
  number: z.string(),
  carrier: z.string(),
  origin: z.enum(['new', 'convert']),
  holderName: z.string(),
  agencyName: z.string(),
  certificateSerial: z.string().nullable(),
  state: z.enum(['requested', 'activated', 'in_use', 'blocked', 'lost', 'ended']),
  stateLabel: z.string(),
  since: DateOnly.nullable(),
});
export type PkiSimView = z.infer<typeof PkiSimView>;
export const PkiSimPage = z.object({ items: z.array(PkiSimView), nextCursor: z.string().nullable(), total: z.int() });
export type PkiSimPage = z.infer<typeof PkiSimPage>;
export const SealView = z.object({
  id: Id,
  organisationName: z.string(),
  agencyName: z.string(),
  certificateSerial: z.string().nullable(),
  custodianName: z.string(),
  imageUrl: z.string().nullable(),
  validFrom: DateOnly.nullable(),
  validTo: DateOnly.nullable(),
  state: z.enum(['active', 'frozen', 'retired']),
  stateLabel: z.string(),
});
export type SealView = z.infer<typeof SealView>;
export const SealPage = z.object({ items: z.array(SealView), nextCursor: z.string().nullable(), total: z.int() });
export type SealPage = z.infer<typeof SealPage>;
export const RegisterPageQuery = PageQuery.extend({ agencyId: Id.optional(), q: z.string().max(100).optional() });
export type RegisterPageQuery = z.infer<typeof RegisterPageQuery>;

export type CertificateRegisterErrorCode =
  | 'certificates.entry_not_found'
  | 'certificates.serial_taken'
  | 'certificates.serial_invalid'
  | 'certificates.dates_invalid'
  | 'certificates.entry_state'
  | 'certificates.token_not_found'
  | 'certificates.token_taken'
  | 'certificates.token_state'
  | 'certificates.custody_open'
  | 'certificates.custody_not_found'
  | 'certificates.custody_not_yours'
  | 'certificates.custody_closed'
  | 'certificates.taker_invalid'
  | 'certificates.reason_required'
  | 'certificates.permission_required'
  | 'certificates.import_not_found'
  | 'certificates.import_confirmed'
  | 'certificates.import_errors';
