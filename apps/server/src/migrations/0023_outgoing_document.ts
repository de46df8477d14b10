export const sql = `
create table outgoing_document (
  agency_id uuid not null,
  id uuid not null,
  state text not null
    check (state in ('awaiting_signature', 'signed', 'numbered', 'sealed', 'issued', 'returned', 'cancelled')),
  unit_id uuid not null,
  drafter_person_id uuid not null,
  drafter_name text not null,
  signer_position_id uuid not null,
  signer_person_id uuid not null,
  -- names and titles of the day (architecture.md §2.4)
  signer_name text not null,
  signer_title text not null,
  -- null: head of an agency that is no college
  signer_capacity text check (signer_capacity in ('TM', 'KT', 'TL', 'TUQ', 'Q')),
  block_lines text[] not null,
  recipients text[] not null,
  receiver_count int not null,
  attachment_count int not null,
  pages int not null,
  series text not null default 'all',
  copies int not null default 1,
  content_hash text not null,
  findings int not null default 0,
  -- the page as the signer was shown it, and the page as it stands now
  prepared_file_id uuid not null,
  prepared_sha256 text not null,
  current_file_id uuid not null,
  current_sha256 text not null,
  -- printed at the foot of page 1 for the public check; null where the agency does not print it
  check_code text,
  format_checked_at timestamptz not null,
  format_checked_by text not null,
  signed_at timestamptz,
  numbered_at timestamptz,
  sealed_at timestamptz,
  sealed_by text,
  sealed_by_person_id uuid,
  issued_at timestamptz,
  issued_by text,
  -- the day by which the letter asks for an answer, read from its words when it was issued
  reply_due_on date,
  returned_reason text,
  returned_by text,
  returned_at timestamptz,
  changed_at timestamptz not null,
  primary key (agency_id, id),
  foreign key (agency_id, id) references document (agency_id, id)
);
create index outgoing_document_state on outgoing_document (agency_id, state, changed_at desc, id desc);
create index outgoing_document_signer on outgoing_document (agency_id, signer_position_id, state, changed_at desc, id desc);
create index outgoing_document_unit on outgoing_document (agency_id, unit_id, changed_at desc, id desc);
create index outgoing_document_drafter on outgoing_document (agency_id, drafter_person_id, changed_at desc, id desc);
create index outgoing_document_newest on outgoing_document (agency_id, changed_at desc, id desc);
-- whoever asks by code belongs to no agency
create unique index outgoing_document_check_code on outgoing_document (check_code) where check_code is not null;
create table outgoing_setting (
  agency_id uuid not null primary key,
  prints_check_code boolean not null
);
-- separate attachments that carry the organisation's signature; an attachment without a line is as the drafter attached it
create table outgoing_attachment (
  agency_id uuid not null,
  document_id uuid not null,
  -- as the drafter attached it; signatures are cared for under this id
  source_file_id uuid not null,
  -- as it is shown and sent
  file_id uuid not null,
  -- the archive's own copy, which goes on growing after the issue
  newest_sha256 text not null,
  primary key (agency_id, source_file_id),
  foreign key (agency_id, document_id) references outgoing_document (agency_id, id),
  foreign key (agency_id, source_file_id) references file (agency_id, id),
  foreign key (agency_id, file_id) references file (agency_id, id)
);
create index outgoing_attachment_document on outgoing_attachment (agency_id, document_id);
create table outgoing_receiver (
  agency_id uuid not null,
  document_id uuid not null,
  sort_order int not null,
  -- null for a body outside every installation known here
  receiver_agency_id uuid,
  name text not null,
  code text not null,
  primary key (agency_id, document_id, sort_order),
  foreign key (agency_id, document_id) references outgoing_document (agency_id, id)
);
create unique index outgoing_receiver_once on outgoing_receiver (agency_id, document_id, receiver_agency_id);
-- the series the head has decided (Decree 30/2020 Art. 15): types listed here have their own register, all others share one
create table outgoing_series (
  agency_id uuid not null,
  series text not null,
  name text not null,
  document_types text[] not null,
  primary key (agency_id, series)
);
-- every number as it was given, also when it was cancelled and the document took another one later: the line of the register
create table outgoing_number (
  agency_id uuid not null,
  register_id uuid not null,
  number int not null,
  document_id uuid not null,
  year int not null,
  number_symbol text not null,
  issued_on date not null,
  type_name text not null,
  abstract text not null,
  signatory text not null,
  primary key (agency_id, register_id, number),
  foreign key (agency_id, document_id) references outgoing_document (agency_id, id)
);
create index outgoing_number_document on outgoing_number (agency_id, document_id);
-- number and symbol are unique per agency and year (Decree 30/2020 Art. 15)
create unique index outgoing_number_symbol on outgoing_number (agency_id, year, number_symbol);
create index document_register_type on document (agency_id, direction, document_type, issued_on);
create index register_entry_cancelled on register_entry (agency_id, register_id) where cancelled_at is not null;
create index register_entry_number on register_entry (agency_id, register_id, number desc);
`;
