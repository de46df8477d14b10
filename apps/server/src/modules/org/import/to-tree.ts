import { AgencyKind, PositionRank, RecipientGroupKey, Role, StaffKind, Tier } from '@congvu/contracts';
import { z } from 'zod';
import type { TreeRows } from '../tree/tree-rows.ts';
import type { ParsedSheet } from './parse-table.ts';

const Term = { validFrom: z.string().optional(), validTo: z.string().optional() };

const AgencyValues = z.object({
  code: z.string(),
  oldCode: z.string().optional(),
  parentCode: z.string().optional(),
  name: z.string(),
  shortName: z.string().optional(),
  kind: AgencyKind,
  tier: Tier,
  group: RecipientGroupKey.optional(),
  symbol: z.string(),
  place: z.string(),
  governingName: z.string().optional(),
  email: z.string().optional(),
  hosted: z.boolean().optional(),
  sortOrder: z.number().optional(),
  ...Term,
});
const UnitValues = z.object({
  agencyCode: z.string(),
  code: z.string(),
  name: z.string(),
  parentCode: z.string().optional(),
  symbol: z.string().optional(),
  sortOrder: z.number().optional(),
  ...Term,
});
const PersonValues = z.object({
  agencyCode: z.string(),
  code: z.string(),
  fullName: z.string(),
  staffKind: StaffKind.optional(),
  bornOn: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  identityNumber: z.string().optional(),
});
const PositionValues = z.object({
  agencyCode: z.string(),
  unitCode: z.string(),
  personCode: z.string(),
  personAgencyCode: z.string().optional(),
  title: z.string(),
  rank: PositionRank.optional(),
  roles: z.array(Role),
  fields: z.array(z.string()).optional(),
  validFrom: z.string(),
  validTo: z.string().optional(),
});

/** The rows of the file as a tree, each at its place in its sheet. */
export function toTree(sheets: readonly ParsedSheet[]): TreeRows {
  const rows = (key: ParsedSheet['sheet']['key']) =>
    sheets.find((parsed) => parsed.sheet.key === key)?.rows.map((row) => row.values) ?? [];
  return {
    agencies: rows('agencies').map((values) => AgencyValues.parse(values)),
    units: rows('units').map((values) => UnitValues.parse(values)),
    people: rows('people').map((values) => PersonValues.parse(values)),
    positions: rows('positions').map((values) => PositionValues.parse(values)),
  };
}
