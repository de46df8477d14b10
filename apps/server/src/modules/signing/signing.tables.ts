import type { SigningBatch, SigningItem, SigningPurposeName } from '@congvu/contracts';
import type { PreparedSignature } from '@congvu/pades';
import type { Ticket } from '@congvu/pki';
import type { ColumnType, Selectable } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';
import type { SigningReview } from './purpose.ts';

type Json<T> = ColumnType<T, string, string>;

export type SigningTables = {
  signing_batch: {
    agency_id: string;
    id: string;
    purpose: SigningPurposeName;
    state: SigningBatch['state'];
    certificate_id: string;
    person_id: string;
    position_id: string;
    ticket: Json<SentTicket | null> | null;
    opened_at: Date;
    expires_at: Date;
  };
  signing_session: {
    agency_id: string;
    id: string;
    batch_id: string;
    sort_order: number;
    purpose: SigningPurposeName;
    object_id: string;
    state: SigningItem['state'];
    shown_sha256: string;
    review: Json<SigningReview>;
    prepared: Json<PreparedSignature | null> | null;
    result: Json<SessionResult | null> | null;
    changed_at: Date;
  };
};

/** What to ask the device again with, and which sessions its signatures belong to, in order. */
export type SentTicket = Ticket & { sessionIds: string[] };

export interface SessionResult {
  code: string;
  message: string;
  numberSymbol: string | null;
}

export type BatchRow = Selectable<SigningTables['signing_batch']>;
export type SessionRow = Selectable<SigningTables['signing_session']>;

export function signingTables(db: Db | Tx) {
  return db.withTables<SigningTables>();
}
