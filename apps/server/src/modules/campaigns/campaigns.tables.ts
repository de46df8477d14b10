import type { FormCode, MemberState, RequestState } from '@congvu/contracts';
import type { ColumnType } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';

/** jsonb is read as a value and written as text. */
type Json<T> = ColumnType<T, string, string>;

/** What the line of an agency knows of one of its requests. */
export interface MemberRequest {
  form: FormCode;
  state: RequestState;
  rows: number;
  nil: boolean;
  /** ISO 8601; null before the first time it was sent. */
  submittedAt: string | null;
}

export type MemberRequests = Record<string, MemberRequest>;
export type MemberCounts = Partial<Record<FormCode, number>>;

export type CampaignTables = {
  campaign: {
    agency_id: string;
    id: string;
    name: string;
    forms: FormCode[];
    document_id: string | null;
    basis_text: string;
    due_before: string;
    reminder_steps: number[];
    last_rung: string | null;
    state: 'open' | 'closed';
    report_document_id: string | null;
    opened_by: string;
    opened_by_name: string;
    opened_at: Date;
    closed_at: Date | null;
    updated_at: Date;
  };
  campaign_member: {
    agency_id: string;
    campaign_id: string;
    member_agency_id: string;
    member_name: string;
    short_name: string;
    search_name: string;
    group_key: string;
    group_name: string;
    sort_key: string;
    requests: Json<MemberRequests>;
    counts: Json<MemberCounts>;
    state: MemberState;
    waiting: boolean;
    late: boolean;
    asked_at: Date;
    opened_at: Date | null;
    submitted_at: Date | null;
    reminders: number;
    last_reminded_at: Date | null;
  };
  campaign_reminder: {
    agency_id: string;
    campaign_id: string;
    member_agency_id: string;
    step: string;
    note: string;
    at: Date;
    told_at: Date | null;
  };
  campaign_movement: {
    agency_id: string;
    id: string;
    campaign_id: string;
    at: Date;
    actor_name: string;
    kind: string;
    text: string;
  };
};

export type CampaignRow = CampaignTables['campaign'];

export function campaignTables(db: Db | Tx) {
  return db.withTables<CampaignTables>();
}
