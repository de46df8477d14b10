import type { GuardedState } from '@congvu/contracts';
import type { ColumnType, Generated } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';
import type { ShownLine } from '../../platform/guarded-change.ts';

export interface ChangeTable {
  agency_id: string;
  id: string;
  number: Generated<number>;
  kind: string;
  object_id: string;
  /** JSON written as text, read as what it holds. */
  change: ColumnType<unknown, string, never>;
  title: string;
  lines: ColumnType<ShownLine[], string, never>;
  reason: string;
  state: GuardedState;
  proposed_at: Date;
  proposed_by: string;
  proposer_name: string;
  proposer_user_id: string;
  proposer_position_id: string;
  proposer_agency_id: string;
  expires_at: Date;
  decided_at: Date | null;
  decided_by: string | null;
  decider_name: string | null;
  decision_reason: ColumnType<string, string | undefined, string>;
  used_at: Date | null;
}

type SecondPersonTables = {
  guarded_change: ChangeTable;
  guarded_setting: { agency_id: string; days: number };
};

export function secondPersonTables(db: Db | Tx) {
  return db.withTables<SecondPersonTables>();
}
