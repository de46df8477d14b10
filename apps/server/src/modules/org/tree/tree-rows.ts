import type { ImportSheet, RecipientGroupKey, Role, StaffKind } from '@congvu/contracts';
import type { z } from 'zod';
import type { AgencyKind, PositionRank, Tier } from '../org.tables.ts';

/*
 * A whole tree as plain rows that name each other by official codes, the same for an import, a first entry and a demo. What is left out
 * (undefined) keeps what stands, or takes its default on a new row.
 */

export interface TreeAgency {
  code: string;
  name: string;
  place: string;
  symbol: string;
  kind: AgencyKind;
  tier: Tier;
  /** Code of the agency above; null for the top of a tree. */
  parentCode?: string | null | undefined;
  oldCode?: string | null | undefined;
  shortName?: string | undefined;
  governingName?: string | undefined;
  headingName?: string | undefined;
  group?: z.infer<typeof RecipientGroupKey> | null | undefined;
  hosted?: boolean | undefined;
  collective?: boolean | undefined;
  email?: string | undefined;
  sortOrder?: number | undefined;
  validFrom?: string | undefined;
  validTo?: string | null | undefined;
}

export interface TreeUnit {
  agencyCode: string;
  code: string;
  name: string;
  parentCode?: string | null | undefined;
  symbol?: string | undefined;
  sortOrder?: number | undefined;
  validFrom?: string | undefined;
  validTo?: string | null | undefined;
}

export interface TreePerson {
  agencyCode: string;
  code: string;
  fullName: string;
  staffKind?: z.infer<typeof StaffKind> | undefined;
  bornOn?: string | null | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  identityNumber?: string | undefined;
}

export interface TreePosition {
  agencyCode: string;
  unitCode: string;
  personCode: string;
  /** Where the person is kept, when the post is in another agency. */
  personAgencyCode?: string | undefined;
  title: string;
  rank?: PositionRank | undefined;
  roles: z.infer<typeof Role>[];
  fields?: string[] | undefined;
  sortOrder?: number | undefined;
  validFrom: string;
  validTo?: string | null | undefined;
}

export interface TreeRows {
  agencies: readonly TreeAgency[];
  units: readonly TreeUnit[];
  people: readonly TreePerson[];
  positions: readonly TreePosition[];
}

type TreeChange = 'added' | 'changed' | 'unchanged';

/** One wrong cell: the row by its place in the list, the column by the name of the field. */
export interface TreeProblem {
  sheet: ImportSheet;
  index: number;
  field: string;
  message: string;
}

/** Rows as they will stand, in the order given; `undefined` where the row is wrong. */
export interface Planned<R> {
  rows: (R | undefined)[];
  changes: (TreeChange | undefined)[];
}

/** Ids by code: agencies by their code, units and people by `memberKey(agency code, own code)`, positions in the order given. */
export interface StoredTree {
  agencies: Map<string, string>;
  units: Map<string, string>;
  people: Map<string, string>;
  positions: string[];
  counts: Record<ImportSheet, { rows: number; added: number; changed: number; unchanged: number }>;
}

/** Codes of agencies are compared trimmed and in upper case (spec interchange §1). */
export function agencyKey(code: string): string {
  return code.trim().toUpperCase();
}

/** Codes of units and people count within their agency. */
export function memberKey(agencyCode: string, code: string): string {
  return `${agencyKey(agencyCode)}\n${code.trim()}`;
}
