import { z } from 'zod';
import { Abilities, DateOnly, Id, Instant, text } from './common.ts';
import { FormCode } from './forms.ts';

/** An agency as a setting names it; `ended`: it has closed since, another must be chosen. */
export const SettingAgency = z.object({ id: Id, name: z.string(), hosted: z.boolean(), ended: z.boolean() });
export type SettingAgency = z.infer<typeof SettingAgency>;

/** Papers with personal data: kept long enough to prove, not for ever. */
export const SCAN_RETENTION = { least: 30, most: 3_650 } as const;

/** The way of the requests of one agency, and what its mailboxes are called (spec requests.md §5, route). */
export const RequestSettings = z.object({
  agencyId: Id,
  agencyName: z.string(),
  /** As set; null = the nearest hosted agency above, else itself. */
  consolidator: SettingAgency.nullable(),
  /** Who it is where nothing is set; null when there is nobody. */
  usualConsolidator: SettingAgency.nullable(),
  certificateDestination: SettingAgency.nullable(),
  accountDestination: SettingAgency.nullable(),
  mailboxDomain: z.string(),
  unitSlug: z.string(),
  scanRetentionDays: z.int(),
});
export type RequestSettings = z.infer<typeof RequestSettings>;

export const SaveRequestSettings = z.object({
  consolidatorId: Id.nullable(),
  certificateDestinationId: Id.nullable(),
  accountDestinationId: Id.nullable(),
  mailboxDomain: text(100),
  unitSlug: text(40),
  scanRetentionDays: z.int().min(SCAN_RETENTION.least).max(SCAN_RETENTION.most),
});
export type SaveRequestSettings = z.infer<typeof SaveRequestSettings>;

/** A form of Word takes a few dozen kilobytes, with a picture some more. */
export const TEMPLATE_MOST_BYTES = 5 * 1024 * 1024;

/** Which file of Word a form is printed by: the office's own, else that of its guiding office, else the built-in one. */
export const RequestTemplate = z.object({
  form: FormCode,
  /** As printed: "Mẫu số 06". */
  label: z.string(),
  title: z.string(),
  own: z.object({ name: z.string(), by: z.string(), since: Instant }).nullable(),
  /** Of the guiding office; holds where there is none of its own. */
  guiding: z.object({ name: z.string(), agencyName: z.string() }).nullable(),
});
export type RequestTemplate = z.infer<typeof RequestTemplate>;

export const RequestTemplates = z.object({ items: z.array(RequestTemplate) });
export type RequestTemplates = z.infer<typeof RequestTemplates>;

export const RequestTemplateParams = z.object({ form: FormCode });

/** `coming` has not begun and may still be corrected; `past` and `current` stand for ever. */
const RuleState = z.enum(['past', 'current', 'coming']);

export const TariffRow = z.object({
  validFrom: DateOnly,
  /** Đồng an account a year. */
  amountVnd: z.int(),
  payer: z.string(),
  basis: z.string(),
  state: RuleState,
});
export type TariffRow = z.infer<typeof TariffRow>;

export const IdleRuleRow = z.object({ validFrom: DateOnly, days: z.int(), basis: z.string(), state: RuleState });
export type IdleRuleRow = z.infer<typeof IdleRuleRow>;

/** Dated data of the whole installation, newest first (spec requests.md §7 account, §8 fee). */
export const AccountRules = z.object({
  today: DateOnly,
  tariffs: z.array(TariffRow),
  idleRules: z.array(IdleRuleRow),
  abilities: Abilities,
});
export type AccountRules = z.infer<typeof AccountRules>;

export const TARIFF_MOST = 10_000_000;
export const IDLE_DAYS = { least: 7, most: 365 } as const;
/** A number alone is not a legal basis. */
export const BASIS_LEAST = 10;

const LegalBasis = text(300, BASIS_LEAST);

export const AddAccountRule = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('tariff'),
    validFrom: DateOnly,
    amountVnd: z.int().min(0).max(TARIFF_MOST),
    payer: text(100, 2),
    basis: LegalBasis,
  }),
  z.object({
    kind: z.literal('idle'),
    validFrom: DateOnly,
    days: z.int().min(IDLE_DAYS.least).max(IDLE_DAYS.most),
    basis: LegalBasis,
  }),
]);
export type AddAccountRule = z.infer<typeof AddAccountRule>;
