import type { ColumnType } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';
import type { TreeRows } from './tree/tree-rows.ts';

export type AgencyKind = 'peoples_committee' | 'peoples_council' | 'department' | 'office' | 'party_unions' | 'other';
export type Tier = 'central' | 'province' | 'district' | 'commune';
export type PositionRank = 'agency_head' | 'agency_deputy' | 'unit_head' | 'unit_deputy' | 'staff';
export type SigningCapacity = 'TM' | 'KT' | 'TL' | 'TUQ' | 'Q';
export type CodeScheme = 'qd20' | 'qcvn102';

/** What an event does on its day, and the names of its time. */
export interface AgencyEventDetail {
  agencyName: string;
  successorName: string | null;
  /** New names of a renamed agency. */
  names?: { name: string; shortName: string; governingName: string; headingName: string; symbol: string };
  /** Where the agencies below an ended one go; undefined when nothing ends. */
  heirId?: string | null;
}

export type OrgTables = {
  org_agency: {
    id: string;
    parent_id: string | null;
    name: string;
    short_name: string;
    governing_name: string;
    heading_name: string;
    place: string;
    symbol: string;
    kind: AgencyKind;
    tier: Tier;
    recipient_group: string | null;
    hosted: boolean;
    collective: boolean;
    email: string;
    sort_order: number;
    valid_from: string;
    valid_to: string | null;
    /** Folded names and codes for pickers; set by every write of this module. */
    search_name?: string | undefined;
  };
  org_agency_name: {
    agency_id: string;
    name: string;
    short_name: string;
    governing_name: string;
    heading_name: string;
    symbol: string;
    valid_from: string;
    valid_to: string | null;
  };
  org_agency_code: {
    agency_id: string;
    scheme: CodeScheme;
    value: string;
    value_key: string;
    valid_from: string;
    valid_to: string | null;
  };
  org_agency_event: {
    id: string;
    kind: 'merge' | 'split' | 'dissolve' | 'rename';
    agency_id: string;
    successor_id: string | null;
    effective_on: string;
    basis: string;
    /** JSON written as text, read as the object it holds. */
    detail: ColumnType<AgencyEventDetail, string, string>;
    applied_at: Date | null;
  };
  org_unit: {
    agency_id: string;
    id: string;
    parent_id: string | null;
    name: string;
    symbol: string;
    /** By which an import finds the unit again. */
    code?: string | null | undefined;
    sort_order: number;
    valid_from: string;
    valid_to: string | null;
  };
  org_person: {
    agency_id: string;
    id: string;
    full_name: string;
    sort_name: string;
    search_name: string;
    staff_kind: 'cadre' | 'civil_servant' | 'public_employee';
    born_on: string | null;
    email: string;
    phone: string;
    identity_number: string;
    /** By which an import finds the person again. */
    code?: string | null | undefined;
    left_on: string | null;
    leave_reason: string | null;
  };
  org_position: {
    agency_id: string;
    id: string;
    person_id: string;
    unit_id: string;
    title: string;
    rank: PositionRank;
    roles: string[];
    fields: string[];
    sort_order: number;
    valid_from: string;
    valid_to: string | null;
  };
  org_delegation: {
    agency_id: string;
    id: string;
    capacity: SigningCapacity;
    from_position_id: string | null;
    to_position_id: string;
    basis: string;
    basis_on: string;
    document_types: string[];
    fields: string[];
    valid_from: string;
    valid_to: string | null;
    revoked_at: Date | null;
    revoked_reason: string | null;
  };
  org_import: {
    agency_id: string;
    id: string;
    file_name: string;
    sha256: string;
    /** Rows of the tree as JSON; emptied when they are stored. */
    data: ColumnType<TreeRows, string, string>;
    created_by: string;
    created_at: Date;
    confirmed_at: Date | null;
  };
};

export function orgTables(db: Db | Tx) {
  return db.withTables<OrgTables>();
}
