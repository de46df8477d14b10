import type { SigningBatch, SigningItem, SigningPurposeName } from '@congvu/contracts';
import type { PreparedSignature, SignatureLevel } from '@congvu/pades';
import type { Ticket } from '@congvu/pki';
import type { ColumnType, Generated, Selectable } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';
import type { SigningReview } from './purpose.ts';

/** What a signature shall reach by itself soon after it was made; the archive is the guardian's affair. */
export type WantedLevel = Exclude<SignatureLevel, 'LTA'>;

type Json<T> = ColumnType<T, string, string>;

export type LinkKind = 'content' | 'external_get' | 'external_put';

export type SigningTables = {
  signing_batch: {
    agency_id: string;
    id: string;
    purpose: SigningPurposeName;
    state: SigningBatch['state'];
    certificate_id: string;
    person_id: string;
    position_id: string;
    user_id: string;
    reason: string;
    note: string | null;
    ticket: Json<SentTicket | null> | null;
    poll_at: Date | null;
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
    signature: Buffer | null;
    offered_sha256: string | null;
    result: Json<SessionResult | null> | null;
    signed_at: Date | null;
    proven_at: Date | null;
    signed_sha256: string | null;
    changed_at: Date;
  };
  signing_part: {
    agency_id: string;
    id: string;
    session_id: string;
    sort_order: number;
    object_id: string;
    name: string;
    base_sha256: string;
    prepared: Json<PreparedSignature>;
    signature: Buffer | null;
  };
  signing_link: {
    token_hash: string;
    agency_id: string;
    batch_id: string;
    session_id: string;
    part_id: string | null;
    kind: LinkKind;
    expires_at: Date;
    used_at: Date | null;
  };
  signature_care: {
    agency_id: string;
    document_id: string;
    purpose: SigningPurposeName;
    file_sha256: string;
    level: SignatureLevel;
    signed_at: Date;
    signer_ends: Date;
    time_ends: Date | null;
    is_weak: boolean;
    holds_until: Date;
    target: Exclude<SignatureLevel, 'B'> | null;
    state: 'settled' | 'waiting' | 'late' | 'failed';
    deadline: Date;
    attempts: number;
    next_try_at: Date | null;
    last_error: Json<CareError | null> | null;
    guarded_on: string | null;
    changed_at: Date;
  };
  signature_night: {
    agency_id: string;
    night: string;
    at: Date;
    looked: number;
    renewed: number;
    failed: number;
  };
  signing_setting: {
    agency_id: string;
    grace_minutes: number;
    look_ahead_months: number;
    level: Generated<WantedLevel>;
    night_from: Generated<number>;
    night_to: Generated<number>;
  };
  signing_told: { agency_id: string; about: 'no_authority'; at: Date };
};

/**
 * How a batch waits for its signatures. `device`: the ticket of a `HashSigner`, whose signatures belong to `itemIds` in
 * order (a session's own id for its document, those of its parts for attachments) · `relay`: the page carries the hashes to the agent · `external`: another program signs the whole file.
 */
export interface SentTicket extends Ticket {
  kind: 'device' | 'relay' | 'external';
  itemIds: string[];
}

export interface SessionResult {
  code: string;
  message: string;
  numberSymbol: string | null;
}

export interface CareError {
  code: string;
  message: string;
}

export type BatchRow = Selectable<SigningTables['signing_batch']>;
/** Without what was prepared: a batch of a thousand holds many megabytes of it. */
export type SessionRow = Omit<Selectable<SigningTables['signing_session']>, 'prepared' | 'signature'>;
export type PartRow = Omit<Selectable<SigningTables['signing_part']>, 'prepared' | 'signature'>;
export type CareRow = Selectable<SigningTables['signature_care']>;

export function signingTables(db: Db | Tx) {
  return db.withTables<SigningTables>();
}
