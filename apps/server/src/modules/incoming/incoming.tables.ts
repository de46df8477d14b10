import type { AssignmentRole, IncomingSource, IncomingState, VerdictView } from '@congvu/contracts';
import type { ColumnType } from 'kysely';
import type { Urgency } from '#modules/documents';
import type { Db, Tx } from '../../platform/db.ts';

/** JSON written as text, read as the value it holds. */
type Json<T> = ColumnType<T, string, string>;

/** What came with the bytes beside the facts of `document`. */
interface Envelope {
  carrier?: string;
  notes?: string[];
  broken?: { name: string; reason: string }[];
  recipients?: string[];
  paperCopyFollows?: boolean;
}

export type IncomingTables = {
  incoming_document: {
    agency_id: string;
    id: string;
    state: IncomingState;
    source: IncomingSource;
    arrived_at: Date;
    arrived_on: string;
    arrival_number: number | null;
    arrival_year: number | null;
    registered_at: Date | null;
    registered_by: string | null;
    number_symbol: string;
    document_type: string;
    type_name: string;
    abstract: string;
    issuing_agency_name: string;
    issuer_key: string;
    issued_on: string | null;
    urgency: Urgency;
    attachment_count: number;
    due_on: string | null;
    reply_due_on: string | null;
    lead_name: string | null;
    receiver_text: string;
    forwarded_on: string | null;
    verdict: VerdictView['verdict'];
    verdict_detail: Json<VerdictView>;
    sender_code: string;
    envelope_document_id: string;
    main_sha256: string;
    envelope: Json<Envelope>;
    is_duplicate: boolean;
    presented_to: string | null;
    presented_name: string | null;
    presented_title: string | null;
    needs_approval: boolean;
    result_text: string | null;
    result_by: string | null;
    result_at: Date | null;
    returned_reason: string | null;
    returned_by: string | null;
    returned_at: Date | null;
    done_at: Date | null;
    note: string;
    /** Decimal text: 64-bit integers do not fit into a JavaScript number. */
    words: string[];
  };
  incoming_viewer: {
    agency_id: string;
    viewer_id: string;
    document_id: string;
    role: AssignmentRole;
    section: 'open' | 'informed' | 'closed';
    arrived_at: Date;
    due_on: string | null;
  };
  incoming_seen: { agency_id: string; document_id: string; person_id: string; person_name: string; at: Date };
  incoming_upload: {
    agency_id: string;
    id: string;
    sha256: string;
    name: string;
    media_type: string;
    size: number;
    verdict: Json<VerdictView>;
    uploaded_by: string;
    uploaded_at: Date;
    used_by: string | null;
  };
};

export function incomingTables(db: Db | Tx) {
  return db.withTables<IncomingTables>();
}
