import type { FormCode, FormFindingView, ItemState, RequestKind, RequestState } from '@congvu/contracts';
import type { FilledForm } from '@congvu/forms';
import type { Db, Tx } from '../../platform/db.ts';

/** A warning that somebody authorised let pass; it holds for this content only. */
export interface Override {
  code: string;
  field: string;
  row: number | null;
  by: string;
  byPersonId: string;
  reason: string;
  at: string;
  contentHash: string;
}

export interface ReturnedField {
  field: string;
  row: number | null;
  reason: string;
}

export type SignatureRole = 'declarant' | 'head' | 'seal';
export type SignatureMode = 'digital' | 'attested' | 'wet_scan';

export type RequestTables = {
  request: {
    agency_id: string;
    id: string;
    kind: RequestKind;
    form_code: FormCode;
    form_set: string;
    state: RequestState;
    revision: number;
    version: number;
    subject: string;
    search_text: string;
    agency_name: string;
    unit_id: string;
    unit_name: string;
    prepared_by: string;
    prepared_by_name: string;
    declarant_person_id: string | null;
    declarant_name: string | null;
    certificate_entry_id: string | null;
    content: FilledForm;
    content_hash: string | null;
    prefilled: string[];
    findings: FormFindingView[];
    errors: number;
    warnings: number;
    overrides: Override[];
    signs_regularly: boolean;
    signs_what: string;
    item_count: number;
    file_id: string | null;
    file_sha256: string | null;
    pages: number;
    campaign_id: string | null;
    due_before: string | null;
    consolidator_agency_id: string;
    destination_agency_id: string | null;
    nil: boolean;
    urgent: boolean;
    late: boolean;
    submitted_at: Date | null;
    accepted_at: Date | null;
    returned_reason: string | null;
    returned_by: string | null;
    returned_at: Date | null;
    returned_fields: ReturnedField[];
    batch_id: string | null;
    closed_at: Date | null;
    created_at: Date;
    updated_at: Date;
  };
  request_item: {
    agency_id: string;
    id: string;
    request_id: string;
    revision: number;
    live: boolean;
    no: number;
    part: string | null;
    kind: RequestKind;
    cells: Record<string, unknown>;
    person_id: string | null;
    identity_key: string | null;
    serial_key: string | null;
    token_key: string | null;
    account_key: string | null;
    mailbox_key: string | null;
    tax_key: string | null;
    name_key: string;
    state: ItemState;
    reason: string;
    result: Record<string, unknown>;
    result_at: Date | null;
    recorded_at: Date | null;
    batch_id: string | null;
  };
  request_revision: {
    agency_id: string;
    request_id: string;
    revision: number;
    content: FilledForm;
    content_hash: string;
    file_id: string | null;
    submitted_at: Date | null;
    ended_at: Date | null;
    reason: string;
  };
  request_signature: {
    agency_id: string;
    id: string;
    request_id: string;
    revision: number;
    role: SignatureRole;
    mode: SignatureMode;
    person_id: string;
    person_name: string;
    title: string;
    content_hash: string;
    certificate_serial: string | null;
    scan_file_id: string | null;
    at: Date;
    voided_at: Date | null;
  };
  request_file: {
    agency_id: string;
    request_id: string;
    file_id: string;
    role: 'scan' | 'evidence' | 'printed';
    added_at: Date;
    purge_on: string | null;
  };
  request_movement: {
    agency_id: string;
    id: string;
    request_id: string;
    at: Date;
    actor_name: string;
    kind: string;
    text: string;
  };
  request_setting: {
    agency_id: string;
    consolidator_agency_id: string | null;
    certificate_destination_id: string | null;
    account_destination_id: string | null;
    mailbox_domain: string;
    unit_slug: string;
    scan_retention_days: number;
  };
  request_template: {
    agency_id: string;
    id: string;
    form_code: FormCode;
    form_set: string;
    file_id: string;
    name: string;
    set_by_name: string;
    set_at: Date;
    replaced_at: Date | null;
  };
};

export type RequestRow = RequestTables['request'];
export type ItemRow = RequestTables['request_item'];
export type SignatureRow = RequestTables['request_signature'];
export type RevisionRow = RequestTables['request_revision'];

export function requestTables(db: Db | Tx) {
  return db.withTables<RequestTables>();
}
