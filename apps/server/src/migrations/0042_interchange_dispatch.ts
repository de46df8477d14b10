export const sql = `
-- a message of ours: its bytes are built once, every retry sends the very same ones (spec interchange §10)
create table interchange_message (
  agency_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('document', 'status')),
  document_id uuid not null,
  -- '' for the letter itself, 01..06 for a status about a letter
  status_code text not null default '',
  version int not null default 1,
  envelope_document_id text not null,
  -- what the bytes are built from, fixed in the transaction that issued
  source jsonb not null,
  sha256 text,
  size bigint,
  -- statuses are a kilobyte: they live in the row, letters in the blob store
  content bytea,
  created_at timestamptz not null,
  primary key (agency_id, id),
  unique (agency_id, document_id, kind, status_code, version)
);
create index interchange_message_envelope on interchange_message (agency_id, envelope_document_id) where kind = 'document';
create table interchange_outbox (
  agency_id uuid not null,
  id uuid not null,
  -- what happened first is sent first
  seq bigint generated always as identity,
  message_id uuid not null,
  kind text not null check (kind in ('document', 'status')),
  carrier text not null,
  sender_code text not null,
  receiver_agency_id uuid,
  receiver_code text not null,
  -- khẩn first
  priority int not null default 0,
  state text not null check (state in ('queued', 'sent', 'failed')),
  attempts int not null default 0,
  next_at timestamptz not null,
  leased_until timestamptz,
  last_error text not null default '',
  sent_at timestamptz,
  created_at timestamptz not null,
  primary key (agency_id, id),
  unique (agency_id, message_id, receiver_code),
  foreign key (agency_id, message_id) references interchange_message (agency_id, id)
);
create index interchange_outbox_due on interchange_outbox (priority desc, next_at, seq) where state = 'queued';
create table interchange_dispatch (
  agency_id uuid not null,
  id uuid not null,
  document_id uuid not null,
  message_id uuid not null,
  receiver_agency_id uuid,
  receiver_name text not null,
  receiver_code text not null,
  sort_order int not null,
  state text not null check (state in
    ('queued', 'sent', 'arrived', 'accepted', 'assigned', 'processing', 'done', 'refused', 'failed', 'manual')),
  note text not null default '',
  arrival_number int,
  attempts int not null default 0,
  on_paper boolean not null default false,
  sent_at timestamptz,
  arrived_at timestamptz,
  changed_at timestamptz not null,
  -- somebody has seen to the refusal or the silence by other means
  settled_at timestamptz,
  settled_by text,
  number_symbol text not null,
  type_name text not null,
  abstract text not null,
  issued_on date,
  due_on date,
  -- folded number, abstract, receiver and code, for the filter
  search_text text not null,
  primary key (agency_id, id),
  unique (agency_id, document_id, sort_order),
  foreign key (agency_id, message_id) references interchange_message (agency_id, id)
);
create index interchange_dispatch_document on interchange_dispatch (agency_id, document_id, sort_order);
create index interchange_dispatch_message on interchange_dispatch (agency_id, message_id, receiver_code);
create index interchange_dispatch_number on interchange_dispatch (agency_id, number_symbol, issued_on);
create index interchange_dispatch_state on interchange_dispatch (agency_id, state, changed_at desc, id desc);
create index interchange_dispatch_newest on interchange_dispatch (agency_id, changed_at desc, id desc);
create index interchange_dispatch_problem on interchange_dispatch (agency_id, changed_at desc, id desc)
  where settled_at is null and state in ('failed', 'manual', 'refused', 'sent', 'arrived');
-- every report in order; never rewritten
create table interchange_dispatch_event (
  agency_id uuid not null,
  id uuid not null,
  -- order of arrival: several reports may come within one millisecond
  seq bigint generated always as identity,
  dispatch_id uuid not null,
  state text not null,
  at timestamptz not null,
  note text not null default '',
  -- the reporter's message and its code; '' for what happened on our side
  message_id text not null default '',
  status_code text not null default '',
  primary key (agency_id, id),
  foreign key (agency_id, dispatch_id) references interchange_dispatch (agency_id, id)
);
create unique index interchange_dispatch_event_report
  on interchange_dispatch_event (agency_id, dispatch_id, message_id, status_code) where message_id <> '';
create index interchange_dispatch_event_dispatch on interchange_dispatch_event (agency_id, dispatch_id, seq);
create table interchange_inbox (
  agency_id uuid not null,
  id uuid not null,
  seq bigint generated always as identity,
  carrier text not null,
  message_id text not null,
  kind text not null check (kind in ('document', 'status')),
  sender_agency_id uuid,
  sender_code text not null,
  -- the code under which the sender knows us
  receiver_code text not null,
  sha256 text not null,
  size bigint not null,
  content bytea,
  -- stored: durable, not read yet; waiting: a status whose letter is not known yet
  state text not null check (state in ('stored', 'waiting', 'done', 'duplicate', 'quarantined', 'discarded')),
  priority int not null default 0,
  attempts int not null default 0,
  next_at timestamptz not null,
  leased_until timestamptz,
  error_code text not null default '',
  error_text text not null default '',
  -- the clerk takes it in although it contradicts an earlier letter
  accept_conflict boolean not null default false,
  document_id uuid,
  received_at timestamptz not null,
  done_at timestamptz,
  primary key (agency_id, id),
  unique (agency_id, carrier, message_id)
);
create index interchange_inbox_due on interchange_inbox (kind, priority desc, next_at, seq) where state in ('stored', 'waiting');
create index interchange_inbox_quarantine on interchange_inbox (agency_id, id desc) where state in ('quarantined', 'discarded');
-- business keys of what has become an item: sender and DocumentId; issuer, date, number and symbol. Version 2 and on are
-- letters that contradict the first one and were taken in by decision of the clerk.
create table interchange_intake (
  agency_id uuid not null,
  business_key text not null,
  version int not null default 1,
  content_hash text not null,
  document_id uuid not null,
  primary key (agency_id, business_key, version)
);
-- where an incoming document came from: what a status about it must name
create table interchange_origin (
  agency_id uuid not null,
  document_id uuid not null,
  carrier text not null,
  sender_agency_id uuid,
  sender_code text not null,
  receiver_code text not null,
  envelope_document_id text not null,
  number_symbol text not null,
  issued_on text not null,
  inbox_id uuid not null,
  primary key (agency_id, document_id)
);
`;
