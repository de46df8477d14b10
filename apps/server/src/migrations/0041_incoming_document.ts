export const sql = `
create table incoming_document (
  agency_id uuid not null,
  id uuid not null,
  state text not null check (state in
    ('received', 'registered', 'awaiting_directive', 'in_progress', 'awaiting_result_approval', 'done', 'returned')),
  source text not null check (source in ('axis', 'paper', 'mail')),
  arrived_at timestamptz not null,
  arrived_on date not null,
  arrival_number int,
  arrival_year int,
  registered_at timestamptz,
  registered_by text,
  -- what list and register show, beside the facts kept in document: one index scan answers a page
  number_symbol text not null,
  document_type text not null,
  type_name text not null,
  abstract text not null,
  issuing_agency_name text not null,
  -- folded, for the filter by issuer
  issuer_key text not null,
  issued_on date,
  urgency text not null,
  attachment_count int not null default 0,
  due_on date,
  reply_due_on date,
  lead_name text,
  -- columns 7 and 8 of the register
  receiver_text text not null default '',
  forwarded_on date,
  verdict text not null check (verdict in ('valid', 'invalid', 'indeterminate', 'unsigned')),
  verdict_detail jsonb not null,
  sender_code text not null default '',
  -- DocumentId of the envelope and hash of the page: the very same letter delivered again is the same row
  envelope_document_id text not null default '',
  main_sha256 text not null default '',
  envelope jsonb not null default '{}',
  is_duplicate boolean not null default false,
  presented_to uuid,
  presented_name text,
  presented_title text,
  needs_approval boolean not null default true,
  result_text text,
  result_by text,
  result_at timestamptz,
  returned_reason text,
  returned_by text,
  returned_at timestamptz,
  done_at timestamptz,
  note text not null default '',
  -- 64-bit hashes of agency and folded word: one GIN index serves every agency without reading another's rows
  words bigint[] not null,
  primary key (agency_id, id),
  foreign key (agency_id, id) references document (agency_id, id)
);
create index incoming_document_newest on incoming_document (agency_id, arrived_at desc, id desc);
create index incoming_document_state on incoming_document (agency_id, state, arrived_at desc, id desc);
create index incoming_document_presented on incoming_document (agency_id, presented_to, state, arrived_at desc, id desc)
  where presented_to is not null;
create unique index incoming_document_envelope on incoming_document
  (agency_id, sender_code, envelope_document_id, main_sha256) where envelope_document_id <> '';
create index incoming_document_page on incoming_document (agency_id, main_sha256) where main_sha256 <> '';
create index incoming_document_due on incoming_document (agency_id, due_on, id)
  where due_on is not null and state in ('in_progress', 'awaiting_result_approval');
create unique index incoming_document_number on incoming_document (agency_id, arrival_year, arrival_number desc)
  where arrival_number is not null;
create index incoming_document_issuer on incoming_document (agency_id, issuer_key, arrived_at desc);
create index incoming_document_words on incoming_document using gin (words);
-- who may see a document beside clerks and leaders: people and units it was given to, with what it is to them
create table incoming_viewer (
  agency_id uuid not null,
  viewer_id uuid not null,
  document_id uuid not null,
  role text not null check (role in ('lead', 'coordinating', 'informed')),
  section text not null check (section in ('open', 'informed', 'closed')),
  arrived_at timestamptz not null,
  due_on date,
  primary key (agency_id, viewer_id, document_id),
  foreign key (agency_id, document_id) references incoming_document (agency_id, id)
);
create index incoming_viewer_section on incoming_viewer (agency_id, viewer_id, section, arrived_at desc, document_id desc);
create index incoming_viewer_due on incoming_viewer (agency_id, viewer_id, due_on, document_id)
  where section = 'open' and due_on is not null;
create index incoming_viewer_document on incoming_viewer (agency_id, document_id);
create table incoming_seen (
  agency_id uuid not null,
  document_id uuid not null,
  person_id uuid not null,
  person_name text not null,
  at timestamptz not null,
  primary key (agency_id, document_id, person_id),
  foreign key (agency_id, document_id) references incoming_document (agency_id, id)
);
-- files put up by hand that belong to no document yet
create table incoming_upload (
  agency_id uuid not null,
  id uuid not null,
  sha256 text not null,
  name text not null,
  media_type text not null,
  size bigint not null,
  verdict jsonb not null,
  uploaded_by uuid not null,
  uploaded_at timestamptz not null,
  used_by uuid,
  primary key (agency_id, id)
);
create index incoming_upload_age on incoming_upload (uploaded_at) where used_by is null;
`;
