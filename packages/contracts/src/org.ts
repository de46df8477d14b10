import { z } from 'zod';
import { DateOnly, Id } from './common.ts';

export const AgencyKind = z.enum([
  'peoples_committee',
  'peoples_council',
  'department',
  'office',
  'party_unions',
  'other',
]);
export const Tier = z.enum(['central', 'province', 'district', 'commune']);
export const Role = z.enum(['clerk', 'leader', 'unit_head', 'specialist', 'focal', 'administrator', 'auditor']);
export const PositionRank = z.enum(['agency_head', 'agency_deputy', 'unit_head', 'unit_deputy', 'staff']);
export const SigningCapacity = z.enum(['TM', 'KT', 'TL', 'TUQ', 'Q']);
export const RecipientGroupKey = z.enum(['specialised_departments', 'communes', 'province', 'others']);
export const StaffKind = z.enum(['cadre', 'civil_servant', 'public_employee']);

/** One agency in a picker: found by any word of its names or by its code, with or without accents. */
export const AgencyOption = z.object({
  agencyId: Id,
  name: z.string(),
  shortName: z.string(),
  code: z.string().nullable(),
  parentName: z.string().nullable(),
  kind: AgencyKind,
  tier: Tier,
  group: z.string().nullable(),
  /** True when this installation is its office. */
  hosted: z.boolean(),
});
export type AgencyOption = z.infer<typeof AgencyOption>;
export const AgencySearch = z.object({
  q: z.string().max(200).default(''),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export const AgencyOptions = z.object({ items: z.array(AgencyOption) });

export const RecipientGroup = z.object({
  key: RecipientGroupKey,
  name: z.string(),
  agencies: z.array(z.object({ agencyId: Id, name: z.string(), shortName: z.string(), hosted: z.boolean() })),
});
export type RecipientGroup = z.infer<typeof RecipientGroup>;
export const RecipientGroups = z.object({ items: z.array(RecipientGroup) });

export const UnitOption = z.object({
  unitId: Id,
  parentId: Id.nullable(),
  name: z.string(),
  symbol: z.string(),
  /** Steps below the agency, for indentation. */
  depth: z.int(),
});
export type UnitOption = z.infer<typeof UnitOption>;
export const UnitOptions = z.object({ items: z.array(UnitOption) });

/** A person in one post; who has two posts is there twice. Read by given name. */
export const PositionOption = z.object({
  positionId: Id,
  personId: Id,
  fullName: z.string(),
  title: z.string(),
  rank: PositionRank,
  roles: z.array(z.string()),
  unitId: Id,
  unitName: z.string(),
  agencyId: Id,
  agencyName: z.string(),
});
export type PositionOption = z.infer<typeof PositionOption>;
export const PositionSearch = z.object({
  q: z.string().max(200).default(''),
  unitId: Id.optional(),
  role: Role.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type PositionSearch = z.infer<typeof PositionSearch>;
export const PositionOptions = z.object({ items: z.array(PositionOption) });

/** A person who may sign; `lines` are computed from the tree and the delegations, never typed (Decree 30/2020 Art. 13). */
export const SigningAuthority = z.object({
  positionId: Id,
  personId: Id,
  fullName: z.string(),
  title: z.string(),
  /** Null: head of an agency that is no collective body, signs by title alone. */
  capacity: SigningCapacity.nullable(),
  lines: z.array(z.string()),
  basis: z.string(),
});
export type SigningAuthority = z.infer<typeof SigningAuthority>;
export const SignerQuery = z.object({
  documentType: z.string().max(60).default('official_letter'),
  on: DateOnly.optional(),
});
export const SigningAuthorities = z.object({ items: z.array(SigningAuthority) });

export type OrgErrorCode =
  | 'org.agency_not_found'
  | 'org.unit_not_found'
  | 'org.person_not_found'
  | 'org.position_not_found'
  | 'org.delegation_not_found'
  | 'org.may_not_sign'
  | 'org.code_taken'
  | 'org.cycle'
  | 'org.agency_ended'
  | 'org.term_order'
  | 'org.wrong_state'
  | 'org.event_order'
  | 'org.unit_in_use'
  | 'org.second_head'
  | 'org.last_administrator'
  | 'org.delegation_rule'
  | 'tables.unreadable'
  | 'tables.too_large'
  | 'org.import_errors'
  | 'org.import_not_found'
  | 'org.import_confirmed';
