import type { AttachmentAv, MailAddress, MailDraftContent, MailGuard, MailSignature } from '@congvu/contracts';
import type { ColumnType } from 'kysely';
import type { Db, Tx } from '../../platform/db.ts';
import type { Receiver } from './compose/headers.ts';
import type { StoredLink } from './sending/file-links.ts';
import type { FreeMailUse } from './sending/free-mail.ts';

/** jsonb: read as a value, written as text. */
type Json<T> = ColumnType<T, string, string>;
type Addresses = Json<MailAddress[]>;

export interface AuthFacts {
  spf?: string;
  dkim?: string;
  dmarc?: string;
  arc?: string;
}

export type GuardFacts = Pick<MailGuard, 'reasons' | 'findings' | 'links'>;

export interface DraftFile {
  fileId: string;
  fromDocument: boolean;
}

/** A mail made ready to be signed: what sending will write. */
export interface FixedMail {
  receivers: Receiver[];
  sendAt: string;
  use: FreeMailUse | null;
  warnings: string[];
  links: StoredLink[];
  expiresAt: string;
}

export interface VacationFacts {
  enabled: boolean;
  from: string | null;
  until: string | null;
  text: string;
  delegatePersonId: string | null;
}

export type WebmailTables = {
  mail_message: {
    id: string;
    raw_sha256: string;
    size: number;
    message_id_header: string;
    sent_at: Date | null;
    from_list: Addresses;
    sender: Json<MailAddress | null> | null;
    reply_to: Addresses;
    to_list: Addresses;
    cc_list: Addresses;
    subject: string;
    preview: string;
    tokens: string;
    has_attachments: boolean;
    external: boolean;
    verdict: 'ordinary' | 'suspicious' | 'phishing';
    score: number;
    guard: Json<GuardFacts> | null;
    auth: Json<AuthFacts> | null;
    signature: Json<MailSignature> | null;
    signature_mark: string | null;
    fingerprint: string;
    received_at: Date;
  };
  mail_attachment: {
    message_id: string;
    no: number;
    name: string;
    media_type: string;
    size: number;
    sha256: string;
    content_id: string | null;
    inline: boolean;
    av: AttachmentAv;
    av_text: string | null;
  };
  mail_folder: {
    agency_id: string;
    id: string;
    mailbox_id: string;
    role: 'inbox' | 'quarantine' | 'sent' | 'drafts' | 'trash' | null;
    name: string;
    name_key: string;
    sort_order: number;
    created_at: Date;
  };
  mail_item: {
    agency_id: string;
    id: string;
    mailbox_id: string;
    message_id: string;
    direction: 'in' | 'out';
    folder_id: string;
    former_folder_id: string | null;
    thread_id: string;
    received_at: Date;
    original_address: string;
    size: number;
    seen: boolean;
    flagged: boolean;
    answered: boolean;
    forwarded: boolean;
    assignee_person_id: string | null;
    assignee_name: string | null;
    assigned_at: Date | null;
    registered_text: string | null;
    registered_link: string | null;
    submission_id: string | null;
    bcc_list: Addresses;
    binned_at: Date | null;
    deleted_at: Date | null;
    retracted_at: Date | null;
    retract_reason: string | null;
  };
  mail_item_event: {
    agency_id: string;
    id: string;
    mailbox_id: string;
    item_id: string;
    at: Date;
    person_id: string | null;
    who: string;
    kind: string;
    text: string;
  };
  mail_draft: {
    agency_id: string;
    id: string;
    mailbox_id: string;
    author_person_id: string;
    kind: 'new' | 'reply' | 'reply_all' | 'forward';
    source_item_id: string | null;
    state: 'draft' | 'queued' | 'sent' | 'discarded';
    version: number;
    content: Json<MailDraftContent>;
    attachments: Json<DraftFile[]>;
    copy_of: string | null;
    saved_at: Date;
    saved_by: string;
    created_at: Date;
  };
  mail_submission: {
    agency_id: string;
    id: string;
    mailbox_id: string;
    draft_id: string | null;
    person_id: string | null;
    unit_id: string | null;
    sent_by: string;
    from_address: string;
    subject: string;
    raw_sha256: string;
    size: number;
    facts: Json<unknown>;
    undo_status: 'pending' | 'final' | 'canceled';
    send_at: Date;
    warnings: Json<string[]>;
    created_at: Date;
  };
  mail_submission_recipient: {
    agency_id: string;
    submission_id: string;
    address_key: string;
    address: string;
    name: string;
    kind: 'to' | 'cc' | 'bcc';
    state: 'waiting' | 'sending' | 'delayed' | 'delivered' | 'failed' | 'cancelled';
    reply: string | null;
    at: Date | null;
  };
  mail_signing: {
    agency_id: string;
    id: string;
    mailbox_id: string;
    draft_id: string;
    draft_version: number;
    attachments: Json<DraftFile[]>;
    person_id: string;
    from_address: string;
    subject: string;
    envelope: Buffer;
    entity_sha256: string;
    fixed: Json<FixedMail>;
    state: 'open' | 'sent' | 'void';
    submission_id: string | null;
    created_at: Date;
  };
  mail_free_use: {
    agency_id: string;
    id: string;
    mailbox_id: string;
    unit_id: string | null;
    person_id: string;
    at: Date;
    kind: 'warned' | 'citizen' | 'refused';
    addresses: string[];
    number_symbol: string | null;
    reason: string | null;
    approver_person_id: string | null;
    approver_name: string | null;
    submission_id: string | null;
  };
  mail_box_setting: { agency_id: string; mailbox_id: string; vacation: Json<VacationFacts>; updated_at: Date };
  mail_file_link: {
    agency_id: string;
    id: string;
    submission_id: string;
    file_id: string;
    token_hash: string;
    expires_at: Date;
    opened: number;
  };
};

export function webmailTables(db: Db | Tx) {
  return db.withTables<WebmailTables>();
}
