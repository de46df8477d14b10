import type { VerdictView } from '@congvu/contracts';
import type { ColumnType, Generated, Insertable, Selectable } from 'kysely';
import type { CarrierName } from '#modules/carriers';
import type { Db, Tx } from '../../platform/db.ts';
import type { MessageSource } from './envelope/message-source.ts';
import type { DispatchState } from './interchange.states.ts';

export type MessageKind = 'document' | 'status';
/** The change asked for beside the state of a dispatch (spec interchange §5). */
export type ChangeState = 'none' | 'requested' | 'agreed' | 'rejected';
export type ChangeKind = 'recall' | 'update' | 'replace';
export type PaperState = 'none' | 'due' | 'sent';
export type InboxState = 'stored' | 'waiting' | 'done' | 'duplicate' | 'quarantined' | 'discarded';

export type InterchangeTables = {
  interchange_message: {
    agency_id: string;
    id: string;
    kind: MessageKind;
    document_id: string;
    status_code: string;
    version: Generated<number>;
    receiver_code: Generated<string>;
    envelope_document_id: string;
    /** JSON written as text, read as the object it holds. */
    source: ColumnType<MessageSource, string, never>;
    sha256: string | null;
    size: number | null;
    content: Buffer | null;
    created_at: Date;
  };
  interchange_outbox: {
    agency_id: string;
    id: string;
    seq: Generated<number>;
    message_id: string;
    kind: MessageKind;
    carrier: CarrierName;
    connection_id: string | null;
    sender_code: string;
    receiver_agency_id: string | null;
    receiver_code: string;
    waits_for: Generated<string[]>;
    priority: number;
    state: 'queued' | 'sent' | 'failed';
    attempts: number;
    next_at: Date;
    leased_until: Date | null;
    in_doubt: Generated<boolean>;
    error_code: Generated<string>;
    last_error: string;
    transport_id: Generated<string>;
    failed_at: Date | null;
    sent_at: Date | null;
    created_at: Date;
  };
  interchange_dispatch: {
    agency_id: string;
    id: string;
    document_id: string;
    message_id: string;
    envelope_document_id: string;
    sender_code: string;
    receiver_agency_id: string | null;
    receiver_name: string;
    receiver_code: string;
    alias_codes: string[];
    carrier: CarrierName | null;
    connection_id: string | null;
    sort_order: number;
    state: DispatchState;
    change: ChangeState;
    change_kind: ChangeKind | '';
    change_note: string;
    change_at: Date | null;
    paper: PaperState;
    error_code: string;
    note: string;
    arrival_number: number | null;
    attempts: number;
    on_paper: boolean;
    mailed_to: Generated<string>;
    sent_at: Date | null;
    arrived_at: Date | null;
    changed_at: Date;
    settled_at: Date | null;
    settled_by: string | null;
    late_told: Generated<string>;
    number_symbol: string;
    type_name: string;
    abstract: string;
    issued_on: string | null;
    due_on: string | null;
    search_text: string;
  };
  interchange_dispatch_event: {
    agency_id: string;
    id: string;
    seq: Generated<number>;
    dispatch_id: string;
    state: DispatchState;
    at: Date;
    note: string;
    message_id: Generated<string>;
    report_key: Generated<string>;
    status_code: Generated<string>;
  };
  interchange_inbox: {
    agency_id: string;
    id: string;
    seq: Generated<number>;
    carrier: CarrierName;
    connection_id: string | null;
    message_id: string;
    kind: MessageKind;
    sender_agency_id: string | null;
    sender_code: string;
    receiver_code: string;
    sha256: string;
    size: number;
    content: Buffer | null;
    state: InboxState;
    priority: number;
    attempts: number;
    next_at: Date;
    leased_until: Date | null;
    error_code: string;
    error_text: string;
    accepted_codes: Generated<string[]>;
    awaits: Generated<string>;
    document_id: string | null;
    received_at: Date;
    done_at: Date | null;
  };
  interchange_intake: {
    agency_id: string;
    business_key: string;
    version: number;
    content_hash: string;
    document_id: string;
  };
  interchange_origin: {
    agency_id: string;
    document_id: string;
    carrier: CarrierName;
    connection_id: string | null;
    sender_agency_id: string | null;
    sender_code: string;
    receiver_code: string;
    envelope_document_id: string;
    number_symbol: string;
    issued_on: string;
    inbox_id: string;
    sender_name: string;
    received_at: Date;
    settled_at: Date | null;
    late_told_at: Date | null;
    /** JSON written as text, read as the object it holds. */
    verdict: ColumnType<VerdictView, string, never>;
  };
  interchange_file: {
    agency_id: string;
    message_id: string;
    direction: 'sent' | 'received';
    position: number;
    name: string;
    media_type: string;
    size: number;
    sha256: string;
  };
};

export type DispatchRow = Omit<Selectable<InterchangeTables['interchange_dispatch']>, 'late_told'>;
export type DispatchEventRow = Selectable<InterchangeTables['interchange_dispatch_event']>;
export type NewDispatchEvent = Insertable<InterchangeTables['interchange_dispatch_event']>;
export type InboxRow = Selectable<InterchangeTables['interchange_inbox']>;
export type OutboxRow = Selectable<InterchangeTables['interchange_outbox']>;
export type MessageRow = Selectable<InterchangeTables['interchange_message']>;
export type OriginRow = Selectable<InterchangeTables['interchange_origin']>;
/** What a status about a received letter names; the verdict is for others. */
export type Origin = Omit<OriginRow, 'verdict' | 'settled_at' | 'late_told_at'>;
export type FileRow = Selectable<InterchangeTables['interchange_file']>;

export function interchangeTables(db: Db | Tx) {
  return db.withTables<InterchangeTables>();
}
