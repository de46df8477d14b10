import type { DraftContent, DraftState } from '@congvu/contracts';
import type { ColumnType } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';

/** jsonb is read as a value and written as text. */
type Json<T> = ColumnType<T, string, string>;

export type DraftingTables = {
  drafting_draft: {
    agency_id: string;
    id: string;
    state: DraftState;
    version: number;
    content: Json<DraftContent>;
    content_hash: string;
    unit_id: string;
    drafter_person_id: string;
    drafter_position_id: string;
    drafter_name: string;
    signer_position_id: string | null;
    signer_name: string;
    receiver_count: number;
    saved_at: Date;
    saved_by: string;
    submitted_at: Date | null;
    submitted_by: string | null;
    content_approved_at: Date | null;
    content_approved_by: string | null;
    approved_hash: string | null;
    handed_over_at: Date | null;
    handed_over_by: string | null;
    returned_reason: string | null;
    returned_by: string | null;
    returned_at: Date | null;
    returned_step: string | null;
    updated_at: Date;
  };
  drafting_version: {
    agency_id: string;
    id: string;
    draft_id: string;
    version: number;
    content: Json<DraftContent>;
    saved_at: Date;
    saved_by: string;
    note: string;
    aside: boolean;
  };
  drafting_comment: {
    agency_id: string;
    id: string;
    draft_id: string;
    parent_id: string | null;
    block_id: string | null;
    quote: string;
    text: string;
    author_person_id: string;
    author_name: string;
    author_title: string;
    at: Date;
    resolved_at: Date | null;
    resolved_by: string | null;
  };
};

export function draftingTables(db: Db | Tx) {
  return db.withTables<DraftingTables>();
}
