import type { OutgoingState } from '@congvu/contracts';
import type { SigningCapacity } from '#modules/org';
import type { Db, Tx } from '../../platform/db.ts';

export type OutgoingTables = {
  outgoing_document: {
    agency_id: string;
    id: string;
    state: OutgoingState;
    unit_id: string;
    drafter_person_id: string;
    drafter_name: string;
    signer_position_id: string;
    signer_person_id: string;
    signer_name: string;
    signer_title: string;
    signer_capacity: SigningCapacity | null;
    block_lines: string[];
    recipients: string[];
    receiver_count: number;
    attachment_count: number;
    pages: number;
    series: string;
    copies: number;
    content_hash: string;
    findings: number;
    prepared_file_id: string;
    prepared_sha256: string;
    current_file_id: string;
    current_sha256: string;
    check_code: string | null;
    format_checked_at: Date;
    format_checked_by: string;
    signed_at: Date | null;
    numbered_at: Date | null;
    sealed_at: Date | null;
    sealed_by: string | null;
    sealed_by_person_id: string | null;
    issued_at: Date | null;
    issued_by: string | null;
    reply_due_on: string | null;
    returned_reason: string | null;
    returned_by: string | null;
    returned_at: Date | null;
    changed_at: Date;
  };
  outgoing_attachment: {
    agency_id: string;
    document_id: string;
    source_file_id: string;
    file_id: string;
    newest_sha256: string;
  };
  outgoing_receiver: {
    agency_id: string;
    document_id: string;
    sort_order: number;
    receiver_agency_id: string | null;
    name: string;
    code: string;
  };
  outgoing_number: {
    agency_id: string;
    register_id: string;
    number: number;
    document_id: string;
    year: number;
    number_symbol: string;
    issued_on: string;
    type_name: string;
    abstract: string;
    signatory: string;
  };
  outgoing_setting: { agency_id: string; prints_check_code: boolean };
  outgoing_series: { agency_id: string; series: string; name: string; document_types: string[] };
};

export type OutgoingRow = OutgoingTables['outgoing_document'];
export type AttachmentRow = OutgoingTables['outgoing_attachment'];
export type ReceiverRow = OutgoingTables['outgoing_receiver'];

export function outgoingTables(db: Db | Tx) {
  return db.withTables<OutgoingTables>();
}
