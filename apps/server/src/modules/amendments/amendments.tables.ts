import type {
  AmendmentKind,
  AmendmentRequestState,
  AmendmentRound,
  AmendmentState,
  AskState,
  ConsentRule,
  PaperBack,
} from '@congvu/contracts';
import type { ColumnType, Selectable } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';

/** JSON written as text, read as the value it holds. */
type Json<T> = ColumnType<T, string, string>;

/** What agreeing did, provable without what was destroyed. */
export interface RequestEffect {
  files: { role: string; sha256: string; size: number }[];
  factsSha256: string;
  envelopes: { sha256: string; size: number }[];
  stopped: number;
}

/** One asking and its answer; `byStatus`: asked by 13, `messageId`: the message that answered. */
export interface KeptRound extends AmendmentRound {
  byStatus?: boolean;
  messageId?: string;
}

export type AmendmentTables = {
  amendment: {
    agency_id: string;
    id: string;
    target_id: string;
    amending_id: string | null;
    kind: AmendmentKind;
    state: AmendmentState;
    reason: string;
    requested_by: string;
    requested_by_person_id: string;
    requested_at: Date;
    consent_by: string | null;
    consent_at: Date | null;
    consent_reason: string;
  };
  amendment_receiver: {
    agency_id: string;
    amendment_id: string;
    dispatch_id: string;
    receiver_agency_id: string | null;
    receiver_name: string;
    receiver_code: string;
    sort_order: number;
    state: AskState;
    rounds: Json<KeptRound[]>;
    paper: PaperBack;
    paper_back_on: string | null;
    paper_note: string;
  };
  amendment_request: {
    agency_id: string;
    id: string;
    target_agency_id: string;
    target_id: string;
    kind: Exclude<AmendmentKind, 'correct'>;
    letter_id: string | null;
    message_id: string;
    reason: string;
    sender_name: string;
    round: number;
    state: AmendmentRequestState;
    asked_at: Date;
    answer_by: string;
    answered_at: Date | null;
    answered_by: string;
    answer_note: string;
    effect: ColumnType<RequestEffect | null, string | null, string | null>;
  };
  amendment_setting: { agency_id: string; consent_rule: ConsentRule };
};

export type AmendmentRow = Selectable<AmendmentTables['amendment']>;
export type ReceiverRow = Selectable<AmendmentTables['amendment_receiver']>;
export type RequestRow = Selectable<AmendmentTables['amendment_request']>;

export function amendmentTables(db: Db | Tx) {
  return db.withTables<AmendmentTables>();
}
