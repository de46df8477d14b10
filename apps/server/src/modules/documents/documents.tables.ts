import type { Db, Tx } from '../../platform/db.ts';

export type Urgency = 'normal' | 'urgent' | 'very_urgent' | 'express';
export type Direction = 'incoming' | 'outgoing';
export type FileRole = 'draft' | 'prepared' | 'signed' | 'issued' | 'received' | 'attachment' | 'evidence';
export type RelationKind = 'reply' | 'basis' | 'replaces' | 'corrects' | 'recalls' | 'updates';
export type FreezeKind = 'taken_back' | 'recalled' | 'replaced';

export type DocumentTables = {
  document: {
    agency_id: string;
    id: string;
    direction: Direction;
    document_type: string;
    type_name: string;
    number: number | null;
    symbol: string;
    number_symbol: string;
    abstract: string;
    issued_on: string | null;
    issuing_agency_id: string | null;
    issuing_agency_name: string;
    signatory: string;
    signatory_position: string;
    urgency: Urgency;
    drafting_unit: string;
    page_count: number | null;
    document_code: string;
    created_at: Date;
  };
  document_file: {
    agency_id: string;
    document_id: string;
    file_id: string;
    role: FileRole;
    version: number;
    sort_order: number;
  };
  document_movement: {
    agency_id: string;
    id: string;
    document_id: string;
    at: Date;
    actor_name: string;
    kind: string;
    text: string;
  };
  document_relation: { agency_id: string; document_id: string; related_id: string; kind: RelationKind };
  document_freeze: {
    agency_id: string;
    document_id: string;
    kind: FreezeKind;
    text: string;
    at: Date;
    frozen_by: string;
  };
  register: {
    agency_id: string;
    id: string;
    direction: Direction;
    series: string;
    year: number;
    name: string;
    last_number: number;
  };
  register_entry: {
    agency_id: string;
    register_id: string;
    number: number;
    document_id: string;
    entered_on: string;
    entered_at: Date;
    entered_by: string;
    cancelled_at: Date | null;
    cancelled_reason: string | null;
  };
};

export function documentTables(db: Db | Tx) {
  return db.withTables<DocumentTables>();
}
