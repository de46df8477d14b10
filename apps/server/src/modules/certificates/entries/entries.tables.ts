import type { Db, Tx } from '../../../platform/db.ts';

export type SubjectKind = 'person' | 'organisation' | 'device';
export type Container = 'token' | 'pki_sim' | 'remote' | 'hsm' | 'software' | 'unknown';
export type EntryState =
  | 'requested'
  | 'issued'
  | 'active'
  | 'frozen'
  | 'revoke_requested'
  | 'revoked'
  | 'expired'
  | 'transferred_out';
export type TokenState =
  | 'received'
  | 'handed_over'
  | 'in_use'
  | 'locked'
  | 'lost'
  | 'found'
  | 'written_off'
  | 'broken'
  | 'returned';

/** A certificate the agency answers for, also one whose key this office never meets. */
export interface CertificateEntryRow {
  agency_id: string;
  id: string;
  subject_kind: SubjectKind;
  person_id: string | null;
  subject_name: string;
  search_name: string;
  sort_name: string;
  unit_name: string;
  identity_number: string;
  tax_code: string;
  budget_code: string;
  serial: string;
  serial_key: string;
  issuer_name: string;
  /** `yyyy-mm-dd` */
  valid_from: string | null;
  valid_to: string | null;
  key_algorithm: string;
  container: Container;
  token_id: string | null;
  email: string;
  mobile: string;
  custodian_person_id: string | null;
  custodian_name: string;
  previous_serial: string | null;
  renewal_count: number;
  state: EntryState;
  revoked_on: string | null;
  revoked_reason: string;
  certificate_id: string | null;
  leaf_sha256: string | null;
  source_request_id: string | null;
  updated_at: Date;
}

export interface TokenRow {
  agency_id: string;
  id: string;
  serial: string;
  serial_key: string;
  model: string;
  of_organisation: boolean;
  holder_person_id: string | null;
  holder_name: string;
  custodian_person_id: string | null;
  custodian_name: string;
  place: string;
  search_name: string;
  state: TokenState;
  updated_at: Date;
}

export interface CustodyRow {
  agency_id: string;
  id: string;
  token_id: string;
  from_person_id: string | null;
  from_name: string;
  to_person_id: string;
  to_name: string;
  place: string;
  permission: string;
  minutes: string;
  created_at: Date;
  given_at: Date | null;
  taken_at: Date | null;
  refused_at: Date | null;
  refused_reason: string | null;
  /** A refusal takes the device back to it. */
  state_before: TokenState;
}

export interface PkiSimRow {
  agency_id: string;
  id: string;
  number: string;
  carrier: string;
  origin: 'new' | 'convert';
  holder_person_id: string | null;
  holder_name: string;
  search_name: string;
  entry_id: string | null;
  state: 'requested' | 'activated' | 'in_use' | 'blocked' | 'lost' | 'ended';
  since: string | null;
  updated_at: Date;
}

export interface SealRow {
  agency_id: string;
  id: string;
  organisation_name: string;
  search_name: string;
  entry_id: string | null;
  custodian_person_id: string | null;
  custodian_name: string;
  valid_from: string | null;
  valid_to: string | null;
  state: 'active' | 'frozen' | 'retired';
  updated_at: Date;
}

export interface HistoryRow {
  agency_id: string;
  id: string;
  /** An entry, token, SIM or seal. */
  thing_id: string;
  at: Date;
  who: string;
  text: string;
  link: string | null;
}

type EntryTables = {
  certificate_entry: CertificateEntryRow;
  certificate_token: TokenRow;
  certificate_custody: CustodyRow;
  certificate_pki_sim: PkiSimRow;
  certificate_seal: SealRow;
  certificate_history: HistoryRow;
};

export function entryTables(db: Db | Tx) {
  return db.withTables<EntryTables>();
}
