export const sql = `
-- What was read of one distinct raw message; shared by every box that holds it, as its bytes are (blob store).
create table mail_message (
  id uuid primary key,
  raw_sha256 text not null unique,
  size bigint not null,
  message_id_header text not null,
  sent_at timestamptz,
  from_list jsonb not null,
  sender jsonb,
  reply_to jsonb not null,
  to_list jsonb not null,
  cc_list jsonb not null,
  subject text not null,
  preview text not null,
  -- words of sender, receivers, subject, text and names of attachments, without accents
  tokens tsvector not null,
  has_attachments boolean not null,
  external boolean not null,
  verdict text not null check (verdict in ('ordinary', 'suspicious', 'phishing')),
  score real not null,
  -- {reasons, findings, links}; null = never judged (our own mail)
  guard jsonb,
  auth jsonb,
  signature jsonb,
  -- what was known of revocations when the signature was last judged
  signature_mark text,
  fingerprint text not null,
  received_at timestamptz not null
);
create index mail_message_tokens on mail_message using gin (tokens);
create index mail_message_doubtful on mail_message (id) where verdict <> 'ordinary';
create index mail_message_header on mail_message (message_id_header) where message_id_header <> '';
create index mail_message_fingerprint on mail_message (fingerprint) where fingerprint <> '';
create table mail_attachment (
  message_id uuid not null references mail_message (id),
  no int not null,
  name text not null,
  media_type text not null,
  size bigint not null,
  sha256 text not null,
  content_id text,
  inline boolean not null,
  av text not null check (av in ('clean', 'pending', 'infected', 'refused')),
  av_text text,
  primary key (message_id, no)
);
create index mail_attachment_sha on mail_attachment (sha256);
create index mail_attachment_waiting on mail_attachment (message_id) where av = 'pending';
create index mail_attachment_infected on mail_attachment (message_id) where av = 'infected';
create table mail_folder (
  agency_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  role text check (role in ('inbox', 'quarantine', 'sent', 'drafts', 'trash')),
  name text not null,
  name_key text not null,
  sort_order int not null,
  created_at timestamptz not null,
  primary key (agency_id, id),
  unique (agency_id, mailbox_id, name_key)
);
create unique index mail_folder_role on mail_folder (mailbox_id, role) where role is not null;
-- One message in one box; a box that writes to itself holds it once as sent and once as received.
create table mail_item (
  agency_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  message_id uuid not null references mail_message (id),
  direction text not null check (direction in ('in', 'out')),
  folder_id uuid not null,
  -- where it goes back to from the bin
  former_folder_id uuid,
  thread_id uuid not null,
  received_at timestamptz not null,
  original_address text not null,
  size bigint not null,
  seen boolean not null default false,
  flagged boolean not null default false,
  answered boolean not null default false,
  forwarded boolean not null default false,
  assignee_person_id uuid,
  assignee_name text,
  assigned_at timestamptz,
  registered_text text,
  registered_link text,
  submission_id uuid,
  -- addresses only the sender may see
  bcc_list jsonb not null default '[]',
  -- when it came into the bin; from then its days are counted
  binned_at timestamptz,
  -- out of sight, comes back by undo until it is purged
  deleted_at timestamptz,
  retracted_at timestamptz,
  retract_reason text,
  primary key (agency_id, id),
  foreign key (agency_id, folder_id) references mail_folder (agency_id, id)
);
create unique index mail_item_once on mail_item (mailbox_id, message_id, direction);
create index mail_item_message on mail_item (message_id);
create index mail_item_folder on mail_item (mailbox_id, folder_id, received_at desc, id desc) where deleted_at is null and retracted_at is null;
create index mail_item_box on mail_item (mailbox_id, received_at desc, id desc) where deleted_at is null and retracted_at is null;
create index mail_item_unread on mail_item (mailbox_id, folder_id) where not seen and deleted_at is null and retracted_at is null;
create index mail_item_flagged on mail_item (mailbox_id, received_at desc, id desc) where flagged and deleted_at is null and retracted_at is null;
create index mail_item_thread on mail_item (mailbox_id, thread_id, received_at desc, id desc) where deleted_at is null and retracted_at is null;
create index mail_item_binned on mail_item (binned_at) where binned_at is not null;
create index mail_item_deleted on mail_item (deleted_at) where deleted_at is not null;
-- Which conversation a Message-ID belongs to in a box: also one that is only referred to and comes later.
create table mail_thread (
  agency_id uuid not null,
  mailbox_id uuid not null,
  -- of the Message-ID, SHA-256
  ref_key text not null,
  thread_id uuid not null,
  primary key (mailbox_id, ref_key)
);
create index mail_thread_members on mail_thread (mailbox_id, thread_id);
create table mail_item_event (
  agency_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  item_id uuid not null,
  at timestamptz not null,
  person_id uuid,
  who text not null,
  kind text not null,
  text text not null,
  primary key (agency_id, id)
);
create index mail_item_event_item on mail_item_event (agency_id, item_id, id);
create table mail_draft (
  agency_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  author_person_id uuid not null,
  kind text not null check (kind in ('new', 'reply', 'reply_all', 'forward')),
  source_item_id uuid,
  state text not null check (state in ('draft', 'queued', 'sent', 'discarded')),
  version int not null,
  content jsonb not null,
  -- [{fileId, fromDocument}]
  attachments jsonb not null default '[]',
  copy_of uuid,
  saved_at timestamptz not null,
  saved_by text not null,
  created_at timestamptz not null,
  primary key (agency_id, id)
);
create index mail_draft_box on mail_draft (mailbox_id, saved_at desc, id desc) where state in ('draft', 'queued');
create table mail_submission (
  agency_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  draft_id uuid,
  -- null = the machine (out of office)
  person_id uuid,
  unit_id uuid,
  sent_by text not null,
  from_address text not null,
  subject text not null,
  raw_sha256 text not null,
  size bigint not null,
  -- what the sent copy needs: ReadMail without bytes of attachments
  facts jsonb not null,
  undo_status text not null check (undo_status in ('pending', 'final', 'canceled')),
  send_at timestamptz not null,
  warnings jsonb not null default '[]',
  created_at timestamptz not null,
  primary key (agency_id, id)
);
create unique index mail_submission_draft on mail_submission (agency_id, draft_id) where draft_id is not null and undo_status <> 'canceled';
create index mail_submission_waiting on mail_submission (send_at) where undo_status = 'pending';
create index mail_submission_box on mail_submission (mailbox_id, created_at desc);
create index mail_submission_day on mail_submission (agency_id, created_at);
create table mail_submission_recipient (
  agency_id uuid not null,
  submission_id uuid not null,
  address_key text not null,
  address text not null,
  name text not null,
  kind text not null check (kind in ('to', 'cc', 'bcc')),
  state text not null check (state in ('waiting', 'sending', 'delayed', 'delivered', 'failed', 'cancelled')),
  reply text,
  at timestamptz,
  primary key (agency_id, submission_id, address_key),
  foreign key (agency_id, submission_id) references mail_submission (agency_id, id)
);
-- A mail made ready to be signed (S/MIME): its bytes are fixed, the draft lives on; an edit or another preparation voids it
create table mail_signing (
  agency_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  draft_id uuid not null,
  draft_version int not null,
  attachments jsonb not null,
  person_id uuid not null,
  from_address text not null,
  subject text not null,
  -- header fields around the signed part, ASCII
  envelope bytea not null,
  -- the signed part, canonical; in the blob store
  entity_sha256 text not null,
  -- receivers, moment, links (hashes), free mail: what sending writes
  fixed jsonb not null,
  state text not null check (state in ('open', 'sent', 'void')),
  submission_id uuid,
  created_at timestamptz not null,
  primary key (agency_id, id)
);
create index mail_signing_draft on mail_signing (agency_id, draft_id) where state = 'open';
create index mail_signing_age on mail_signing (created_at);
-- Free mail: warned, let through to a citizen, stopped (letter of the district 2021, section 4)
create table mail_free_use (
  agency_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  unit_id uuid,
  person_id uuid not null,
  at timestamptz not null,
  kind text not null check (kind in ('warned', 'citizen', 'refused')),
  addresses text[] not null,
  number_symbol text,
  reason text,
  approver_person_id uuid,
  approver_name text,
  submission_id uuid,
  primary key (agency_id, id)
);
create index mail_free_use_day on mail_free_use (agency_id, at);
create table mail_contact_seen (
  agency_id uuid not null,
  mailbox_id uuid not null,
  address_key text not null,
  address text not null,
  name text not null,
  search_name text not null,
  sent_count int not null,
  received_count int not null,
  last_at timestamptz not null,
  primary key (mailbox_id, address_key)
);
create index mail_contact_seen_address on mail_contact_seen (address_key);
create table mail_box_setting (
  agency_id uuid not null,
  mailbox_id uuid not null,
  vacation jsonb not null,
  updated_at timestamptz not null,
  primary key (agency_id, mailbox_id)
);
create table mail_vacation_sent (
  agency_id uuid not null,
  mailbox_id uuid not null,
  address_key text not null,
  at timestamptz not null,
  primary key (agency_id, mailbox_id, address_key)
);
create table mail_limit (
  agency_id uuid primary key references org_agency (id),
  limits jsonb not null,
  updated_at timestamptz not null
);
-- A file too large for a mail: the secret of the link is kept as a hash.
create table mail_file_link (
  agency_id uuid not null,
  id uuid not null,
  submission_id uuid not null,
  file_id uuid not null,
  token_hash text not null unique,
  expires_at timestamptz not null,
  opened int not null default 0,
  primary key (agency_id, id)
);
`;
