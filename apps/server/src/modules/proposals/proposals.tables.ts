import type { HandOverItem, HandOverReason, ProposalView, RequestKind } from '@congvu/contracts';
import type { ColumnType } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';

/** jsonb is read as a value and written as text. */
type Json<T> = ColumnType<T, string, string>;

export interface Prepared {
  kind: RequestKind;
  requestId: string | null;
}

/** What a sweep or a use needs again. */
export interface ProposalDetail {
  entryId?: string;
  accountNames?: string[];
  mailboxIds?: string[];
  certificateId?: string;
  lossId?: string;
  /** The letter to the authority, in the guiding office. */
  letterId?: string;
  newName?: string;
  /** Who leaves; the proposal is not his own to see. */
  leaverId?: string;
  endKind?: 'dissolved' | 'merged' | 'split';
}

/** What became of one thing of a leaver: kept under its key, since the thing itself may be gone from the registers' lists. */
export interface Choice {
  group: HandOverItem['group'];
  choice: string;
  label: string;
  detail: string;
  personName: string | null;
  requestId: string | null;
  /** Settled for good by the act itself; otherwise the registers tell. */
  done: boolean;
}

export type ProposalTables = {
  proposal: {
    agency_id: string;
    id: string;
    kind: ProposalView['kind'];
    about: string;
    sentence: string;
    reason: string;
    due_on: string | null;
    tone: ProposalView['tone'];
    prepares: Json<Prepared[]>;
    detail: Json<ProposalDetail>;
    consolidator_agency_id: string;
    person_id: string | null;
    step: string;
    state: ProposalView['state'];
    dismissed_until: string | null;
    dismissed_reason: string | null;
    created_at: Date;
    updated_at: Date;
  };
  hand_over: {
    agency_id: string;
    id: string;
    person_id: string;
    person_name: string;
    position_title: string;
    unit_name: string;
    reason: HandOverReason;
    last_day: string;
    destination_agency_id: string | null;
    destination_name: string;
    state: 'open' | 'finished' | 'cancelled';
    choices: Json<Record<string, Choice>>;
    suspended_at: Date | null;
    started_by: string;
    started_by_name: string;
    started_at: Date;
    finished_at: Date | null;
    updated_at: Date;
  };
};

export function proposalTables(db: Db | Tx) {
  return db.withTables<ProposalTables>();
}
