import type { ConnectionKind, ConnectionShare } from '@congvu/contracts';
import type { ParcelKind } from './carrier.ts';

/** Rows as read by `select *`; written through the stores of this module. */
export interface ConnectionRow {
  /** The agency that runs it. */
  agency_id: string;
  id: string;
  kind: ConnectionKind;
  name: string;
  /** Parsed by the rules of the kind before use. */
  settings: Record<string, unknown>;
  secret: Buffer | null;
  secret_saved_at: Date | null;
  share: ConnectionShare;
  codes: string[];
  enabled: boolean;
  created_at: Date;
  changed_at: Date;
  failures: number;
  resting_until: Date | null;
  error_code: string;
  error_text: string;
  error_at: Date | null;
  last_sent_at: Date | null;
  last_received_at: Date | null;
  last_listed_at: Date | null;
  counted_on: string | null;
  sent_count: number;
  received_count: number;
  failed_count: number;
  next_list_at: Date | null;
  list_leased_until: Date | null;
}

export interface ChoiceRow {
  agency_id: string;
  code_key: string;
  code: string;
  name: string;
  connection_id: string | null;
  attachment_form: 'zip' | 'raw' | null;
  on_paper: boolean;
  note: string;
  chosen_by: string;
  chosen_at: Date;
}

export interface HandoverRow {
  agency_id: string;
  outbox_id: string;
  connection_id: string;
  receiver_code: string;
  sha256: string;
  started_at: Date;
  doc_id: string | null;
  done_at: Date | null;
}

/** `listed` there · `stored` here · `handed` to an inbox · `done` acknowledged · `stranger` for nobody here · `failed` given up. */
export type PickupState = 'listed' | 'stored' | 'handed' | 'done' | 'stranger' | 'failed';

export interface PickupRow {
  agency_id: string;
  connection_id: string;
  doc_id: string;
  id: string;
  kind: ParcelKind;
  from_code: string;
  to_code: string;
  state: PickupState;
  attempts: number;
  next_at: Date;
  leased_until: Date | null;
  listed_sha256: string | null;
  listed_size: number | null;
  sha256: string | null;
  size: number | null;
  content: Buffer | null;
  error_code: string;
  error_text: string;
  listed_at: Date;
  done_at: Date | null;
}
