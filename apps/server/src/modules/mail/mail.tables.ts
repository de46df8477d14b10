import type { Db, Tx } from '../../platform/db.ts';

export type MailboxState = 'requested' | 'active' | 'suspended' | 'revoke_requested' | 'revoked';

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
    last_sign_in_at: Date | null;
    forwarding_to: string | null;
    opened_on: string | null;
    closed_on: string | null;
    source_request_id: string | null;
    updated_at: Date;
  };
  mail_step: {
    agency_id: string;
    id: string;
    mailbox_id: string;
    kind: 'create' | 'lock' | 'forward';
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
