import type { Db, Tx } from '../../platform/db.ts';

export type MailboxState = 'requested' | 'active' | 'suspended' | 'revoke_requested' | 'revoked';
export type BackendName = 'manual' | 'embedded' | 'postfix' | 'zimbra';

export type MailTables = {
  mailbox: {
    agency_id: string;
    id: string;
    address: string;
    address_key: string;
    /** Without an official domain, as the forms write it. */
    short_key: string;
    kind: 'unit' | 'person' | 'role';
    person_id: string | null;
    holder_name: string;
    search_name: string;
    sort_name: string;
    unit_name: string;
    quota_mb: number | null;
    aliases: string[];
    state: MailboxState;
    suspended_reason: string | null;
    last_sign_in_at: Date | null;
    forwarding_to: string | null;
    /** Where letters go after a revocation, named before it. */
    successor_to: string | null;
    opened_on: string | null;
    closed_on: string | null;
    /** Last day a revoked mailbox forwards and is kept. */
    retain_until: string | null;
    /** When it was shut for good, after its export. */
    shut_at: Date | null;
    export_file_id: string | null;
    /** Who asks that its letters be erased; another one approves. */
    deletion_asked_by: string | null;
    deletion_asked_name: string | null;
    deletion_asked_at: Date | null;
    deletion_reason: string | null;
    /** A tombstone: the letters are erased, the address is kept from everybody. */
    deleted_at: Date | null;
    source_request_id: string | null;
    backend: BackendName;
    backend_id: string | null;
    hosted_since: Date | null;
    updated_at: Date;
  };
  mail_use: {
    agency_id: string;
    mailbox_id: string;
    used_bytes: number;
    sent_at: Date | null;
    received_at: Date | null;
  };
  mail_member: {
    agency_id: string;
    mailbox_id: string;
    person_id: string;
    since: Date;
    added_by: string;
  };
  mail_secret: {
    agency_id: string;
    id: string;
    mailbox_id: string;
    person_id: string;
    label: string;
    sha256: Buffer;
    /** Of the password as it is shown, for Dovecot (0037_mail_views). */
    sha256_shown: Buffer | null;
    created_at: Date;
    last_used_at: Date | null;
    revoked_at: Date | null;
    revoked_reason: string | null;
  };
  mail_setting: {
    agency_id: string;
    valid_from: string;
    backend: BackendName;
    domain: string;
    quota_mb: number;
    retain_months: number;
    retain_months_leader: number;
    idle_days: number;
    quarantine_days: number;
    saved_by: string;
    saved_at: Date;
  };
  mail_zimbra: {
    agency_id: string;
    url: string;
    admin_name: string;
    password: Buffer;
    cos_id: string;
    ca_pem: string;
    saved_by: string;
    saved_at: Date;
  };
  mail_command: {
    agency_id: string;
    id: string;
    mailbox_id: string;
    kind: string;
    payload: Record<string, unknown>;
    state: 'waiting' | 'done' | 'failed';
    attempts: number;
    next_at: Date;
    created_at: Date;
    done_at: Date | null;
    error_code: string | null;
    error_text: string | null;
  };
  mail_step: {
    agency_id: string;
    id: string;
    mailbox_id: string;
    kind: 'create' | 'lock' | 'unlock' | 'rename' | 'forward' | 'close';
    text: string;
    created_at: Date;
    done_at: Date | null;
    done_by: string | null;
    note: string | null;
  };
  mail_history: {
    agency_id: string;
    id: string;
    mailbox_id: string;
    at: Date;
    who: string;
    text: string;
    link: string | null;
  };
};

export type MailboxRow = MailTables['mailbox'];

export function mailTables(db: Db | Tx) {
  return db.withTables<MailTables>();
}
