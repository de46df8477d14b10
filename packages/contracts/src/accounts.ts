import { z } from 'zod';
import { Abilities, DateOnly, Id, Instant, PageQuery, text } from './common.ts';

/** Account of the document system (Mẫu 06–08): what the province pays for. Its sign-in, when this office is that system, is `identity`'s. */
export const AccountRegisterState = z.enum(['requested', 'active', 'suspended', 'revoke_requested', 'revoked']);
export type AccountRegisterState = z.infer<typeof AccountRegisterState>;

export const AccountEntryView = z.object({
  id: Id,
  name: z.string(),
  /** Business accounts are people's; the others stay apart (QCVN 12:2026 3.7.2.7.6). */
  type: z.enum(['business', 'administration', 'operation', 'technical', 'service']),
  holderName: z.string(),
  personId: Id.nullable(),
  positionTitle: z.string(),
  unitName: z.string(),
  agencyId: Id,
  agencyName: z.string(),
  state: AccountRegisterState,
  stateLabel: z.string(),
  activatedOn: DateOnly.nullable(),
  disabledOn: DateOnly.nullable(),
  lastSignInAt: Instant.nullable(),
  lastActionAt: Instant.nullable(),
  /** Days without use; null when never used (then counted from activation). */
  idleDays: z.int().nullable(),
  /** `idle` over the limit, `left` holder has left, `duplicate` second account of one person, null = in use. */
  waste: z.enum(['idle', 'left', 'duplicate']).nullable(),
  /** "Không dùng 71 ngày", "Chuyển công tác", "Nghỉ thai sản đến 30/6". */
  wasteLabel: z.string(),
  kept: z.object({ reason: z.string(), until: DateOnly }).nullable(),
  mobileEditing: z.boolean(),
  mobileEditingSince: DateOnly.nullable(),
  /** Đồng a year on the day; 0 where the tariff does not count it. */
  yearlyFee: z.int(),
  linkedUser: z.boolean(),
  abilities: Abilities,
});
export type AccountEntryView = z.infer<typeof AccountEntryView>;

export const AccountEntryQuery = PageQuery.extend({
  agencyId: Id.optional(),
  q: z.string().max(100).optional(),
  state: AccountRegisterState.optional(),
  waste: z.enum(['any', 'idle', 'left', 'duplicate']).optional(),
  mobileEditing: z.stringbool().optional(),
});
export type AccountEntryQuery = z.infer<typeof AccountEntryQuery>;
export const AccountEntryPage = z.object({
  items: z.array(AccountEntryView),
  nextCursor: z.string().nullable(),
  total: z.int(),
  abilities: Abilities,
});
export type AccountEntryPage = z.infer<typeof AccountEntryPage>;

/** One line of a register's history and the document behind it. */
export const HistoryLine = z.object({ at: Instant, who: z.string(), text: z.string(), link: z.string().nullable() });
export type HistoryLine = z.infer<typeof HistoryLine>;
export const AccountHistory = z.object({ account: AccountEntryView, history: z.array(HistoryLine) });

export const WasteUnit = z.object({
  agencyId: Id,
  agencyName: z.string(),
  shortName: z.string(),
  accounts: z.int(),
  idle: z.int(),
  left: z.int(),
  duplicate: z.int(),
  kept: z.int(),
  /** Đồng a year. */
  cost: z.int(),
  headName: z.string().nullable(),
  headTitle: z.string().nullable(),
  attestation: z.enum(['none', 'waiting', 'attested', 'escalated']),
  attestationLabel: z.string(),
  attestedAt: Instant.nullable(),
});
export type WasteUnit = z.infer<typeof WasteUnit>;

/** Cost first, then units, then people (design mock waste-board). */
export const WasteBoard = z.object({
  /** "quý I năm 2021". */
  quarter: z.string(),
  countedOn: DateOnly,
  idleLimitDays: z.int(),
  idleBasis: z.string(),
  tariff: z.int(),
  tariffBasis: z.string(),
  wasted: z.int(),
  cost: z.int(),
  idle: z.int(),
  left: z.int(),
  duplicate: z.int(),
  accounts: z.int(),
  units: z.array(WasteUnit),
  nextCursor: z.string().nullable(),
  unitTotal: z.int(),
  attested: z.int(),
  waiting: z.int(),
  abilities: Abilities,
});
export type WasteBoard = z.infer<typeof WasteBoard>;
export const WasteQuery = PageQuery.extend({ all: z.stringbool().default(false) });
export const WastePeople = z.object({
  unit: WasteUnit,
  items: z.array(AccountEntryView),
  nextCursor: z.string().nullable(),
});
export type WastePeople = z.infer<typeof WastePeople>;
export const WasteUnitParams = z.object({ agencyId: Id });
export const AccountEntryParams = z.object({ id: Id });

/** Exempt with a reason and an end: maternity, study, sick leave. */
export const KeepAccount = z.object({ reason: text(300, 3), until: DateOnly });
export type KeepAccount = z.infer<typeof KeepAccount>;

/** The head's quarterly word on each account (R8, R22). */
export const AttestationView = z.object({
  id: Id,
  quarter: z.string(),
  askedAt: Instant,
  dueOn: DateOnly,
  state: z.enum(['waiting', 'attested', 'escalated']),
  stateLabel: z.string(),
  attestedBy: z.string().nullable(),
  attestedAt: Instant.nullable(),
  items: z.array(AccountEntryView),
  /** What the head said of each, once said. */
  answers: z.array(z.object({ accountId: Id, answer: z.enum(['needed', 'revoke', 'keep']) })),
  /** Sentence of responsibility shown above the button. */
  sentence: z.string(),
  abilities: Abilities,
});
export type AttestationView = z.infer<typeof AttestationView>;
export const AttestationAnswer = z.object({ attestation: AttestationView.nullable() });
/** `needed`: in use or needed, with nothing to do; `revoke`: goes into Mẫu 07; `keep`: exempt until a day. Every waiting row gets one. */
export const AttestAccounts = z.object({
  rows: z
    .array(
      z.object({
        accountId: Id,
        answer: z.enum(['needed', 'revoke', 'keep']),
        reason: text(300).optional(),
        until: DateOnly.optional(),
      }),
    )
    .max(10_000),
});
export type AttestAccounts = z.infer<typeof AttestAccounts>;
export const AskAttestations = z.object({ agencyIds: z.array(Id).max(20_000).optional() });
export const AskedAttestations = z.object({ asked: z.int(), reminded: z.int() });

/** What an office has today (XLSX or CSV): judged row by row, kept only when confirmed. */
export const RegisterImportRow = z.object({
  row: z.int(),
  text: z.string(),
  effect: z.enum(['new', 'update', 'same', 'error']),
  effectLabel: z.string(),
  problems: z.array(
    z.object({ column: z.string(), label: z.string(), message: z.string(), severity: z.enum(['error', 'warning']) }),
  ),
});
export const RegisterImport = z.object({
  id: Id.nullable(),
  fileName: z.string(),
  fresh: z.int(),
  updated: z.int(),
  same: z.int(),
  wrong: z.int(),
  ignoredColumns: z.array(z.string()),
  /** First 500, those with problems before the others. */
  rows: z.array(RegisterImportRow),
});
export type RegisterImportRow = z.infer<typeof RegisterImportRow>;
export type RegisterImport = z.infer<typeof RegisterImport>;
export const RegisterImportParams = z.object({ id: Id });
/** Good rows only when `skipErrors`; otherwise a file with an error keeps nothing. */
export const ConfirmRegisterImport = z.object({ skipErrors: z.boolean().default(false) });
export const RegisterImported = z.object({ fresh: z.int(), updated: z.int(), skipped: z.int() });

export type AccountsErrorCode =
  | 'accounts.not_found'
  | 'accounts.wrong_state'
  | 'accounts.name_taken'
  | 'accounts.person_has_account'
  | 'accounts.keep_until'
  | 'accounts.attestation_not_found'
  | 'accounts.attestation_done'
  | 'accounts.attestation_incomplete'
  | 'accounts.import_not_found'
  | 'accounts.import_confirmed'
  | 'accounts.import_errors'
  | 'accounts.mobile_editing_required'
  | 'accounts.not_a_member_unit';
