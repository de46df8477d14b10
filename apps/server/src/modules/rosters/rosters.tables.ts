import type { BatchState, FormCode, RequestKind } from '@congvu/contracts';
import type { ItemRow, RequestRow } from '#modules/requests';
import type { Db, Tx } from '../../platform/db.ts';

/** What consolidation found, with a name that stays as long as the same lines are meant. */
export interface StoredFinding {
  id: string;
  /** `C1` … `C12`, spec requests.md §5. */
  rule: string;
  code: string;
  severity: 'error' | 'conflict' | 'warning' | 'wait';
  message: string;
  lineIds: string[];
}

export interface Decision {
  findingId: string;
  keep: string[];
  by: string;
  reason: string;
  at: string;
}

type RosterTables = {
  /** Both are read here with the lines of a list; they change through what `requests` exports. */
  request: RequestRow;
  request_item: ItemRow;
  request_batch: {
    agency_id: string;
    id: string;
    kind: RequestKind;
    form_code: FormCode;
    form_set: string;
    name: string;
    state: BatchState;
    urgent: boolean;
    destination_agency_id: string;
    destination_name: string;
    campaign_id: string | null;
    line_count: number;
    agency_count: number;
    findings: StoredFinding[];
    decisions: Decision[];
    open_findings: number;
    pdf_file_id: string | null;
    xlsx_file_id: string | null;
    document_id: string | null;
    number_symbol: string;
    sent_at: Date | null;
    answer_due_on: string | null;
    reminded_at: Date | null;
    resulted_at: Date | null;
    created_by: string;
    created_at: Date;
    updated_at: Date;
  };
  request_batch_line: {
    agency_id: string;
    batch_id: string;
    item_id: string;
    item_agency_id: string;
    request_id: string;
    part: string | null;
    stt: number;
    original_no: number;
    removed_at: Date | null;
    removed_reason: string | null;
  };
  request_batch_movement: {
    agency_id: string;
    id: string;
    batch_id: string;
    at: Date;
    actor_name: string;
    kind: string;
    text: string;
  };
};

export type BatchRow = RosterTables['request_batch'];

export function rosterTables(db: Db | Tx) {
  return db.withTables<RosterTables>();
}
