export const sql = `
-- a message of ours: its bytes are built once, every retry sends the very same ones (spec interchange §10)
create table interchange_message (
  agency_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('document', 'status')),
  document_id uuid not null,
  -- '' for the letter itself, 01..16 for a status about a letter
  status_code text not null default '',
  -- of a letter: 2 and on when the envelope itself was mended or receivers were added; of a status: the round it answers
  version int not null default 1,
  -- '' except for a status that goes on to one receiver (13)
  receiver_code text not null default '',
  envelope_document_id text not null,
  -- what the bytes are built from, fixed in the transaction that issued
  source jsonb not null,
  sha256 text,
  size bigint,
  -- statuses are a kilobyte: they live in the row, letters in the blob store
  content bytea,
  created_at timestamptz not null,
  primary key (agency_id, id),
  unique (agency_id, document_id, kind, status_code, version, receiver_code)
);
create table interchange_outbox (
  agency_id uuid not null,
  id uuid not null,
  -- what happened first is sent first
  seq bigint generated always as identity,
  message_id uuid not null,
  kind text not null check (kind in ('document', 'status')),
  carrier text not null,
  -- the connection of the carrier it goes over; null inside
  connection_id uuid,
  sender_code text not null,
  receiver_agency_id uuid,
  -- as the carrier knows it
  receiver_code text not null,
  -- parcels to the same receiver that this one must not overtake
  waits_for uuid[] not null default '{}',
  -- khẩn first
  priority int not null default 0,
  state text not null check (state in ('queued', 'sent', 'failed')),
  attempts int not null default 0,
  next_at timestamptz not null,
  leased_until timestamptz,
  -- an attempt ended without an answer: the other side may have it
  in_doubt boolean not null default false,
  error_code text not null default '',
  last_error text not null default '',
  -- the name the carrier gave it
  transport_id text not null default '',
  failed_at timestamptz,
  sent_at timestamptz,
  created_at timestamptz not null,
  primary key (agency_id, id),
  unique (agency_id, message_id, receiver_code),
  foreign key (agency_id, message_id) references interchange_message (agency_id, id)
);
create index interchange_outbox_due on interchange_outbox (carrier, priority desc, next_at, seq) where state = 'queued';
create index interchange_outbox_failed on interchange_outbox (agency_id, failed_at desc, id desc) where state = 'failed';
create table interchange_dispatch (
  agency_id uuid not null,
  id uuid not null,
  document_id uuid not null,
  message_id uuid not null,
  -- how our letter is named over there, and under which code of ours it went
  envelope_document_id text not null,
  sender_code text not null,
  receiver_agency_id uuid,
  receiver_name text not null,
  -- as the carrier knows it
  receiver_code text not null,
  -- other codes of the same body in the list of receivers: one dispatch, one state
  alias_codes text[] not null default '{}',
  carrier text,
  connection_id uuid,
  sort_order int not null,
  state text not null check (state in
    ('queued', 'sent', 'arrived', 'accepted', 'assigned', 'processing', 'done', 'refused', 'recalled', 'failed', 'manual')),
  -- the change asked for beside the state (spec interchange §5): recall, update, replace
  change text not null default 'none' check (change in ('none', 'requested', 'agreed', 'rejected')),
  change_kind text not null default '' check (change_kind in ('', 'recall', 'update', 'replace')),
  change_note text not null default '',
  change_at timestamptz,
  -- "gửi kèm bản giấy": due when a paper copy must also go, sent when it went
  paper text not null default 'none' check (paper in ('none', 'due', 'sent')),
  error_code text not null default '',
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
  -- the state in which the clerks were told that the receiver is late; they are told once of each
  late_told text not null default '',
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
create index interchange_dispatch_envelope on interchange_dispatch (agency_id, envelope_document_id);
create index interchange_dispatch_number on interchange_dispatch (agency_id, number_symbol, issued_on);
create index interchange_dispatch_state on interchange_dispatch (agency_id, state, changed_at desc, id desc);
create index interchange_dispatch_newest on interchange_dispatch (agency_id, changed_at desc, id desc);
create index interchange_dispatch_problem on interchange_dispatch (agency_id, changed_at desc, id desc)
  where settled_at is null and (state in ('failed', 'manual', 'refused', 'sent', 'arrived') or paper = 'due');
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
  -- the reporter's message, its hash and its code; '' for what happened on our side
  message_id text not null default '',
  report_key text not null default '',
  status_code text not null default '',
  primary key (agency_id, id),
  foreign key (agency_id, dispatch_id) references interchange_dispatch (agency_id, id)
);
create unique index interchange_dispatch_event_report
  on interchange_dispatch_event (agency_id, dispatch_id, report_key, status_code) where report_key <> '';
create index interchange_dispatch_event_dispatch on interchange_dispatch_event (agency_id, dispatch_id, seq);
create table interchange_inbox (
  agency_id uuid not null,
  id uuid not null,
  seq bigint generated always as identity,
  carrier text not null,
  connection_id uuid,
  message_id text not null,
  kind text not null check (kind in ('document', 'status')),
  sender_agency_id uuid,
  sender_code text not null,
  -- the code under which the sender knows us
  receiver_code text not null,
  sha256 text not null,
  size bigint not null,
  content bytea,
  -- stored: durable, not read yet; waiting: a status or a request whose letter is not known yet
  state text not null check (state in ('stored', 'waiting', 'done', 'duplicate', 'quarantined', 'discarded')),
  priority int not null default 0,
  attempts int not null default 0,
  next_at timestamptz not null,
  leased_until timestamptz,
  error_code text not null default '',
  error_text text not null default '',
  -- errors the clerk has decided to take it in with
  accepted_codes text[] not null default '{}',
  -- what a waiting one waits for: looked at at once when that comes
  awaits text not null default '',
  document_id uuid,
  received_at timestamptz not null,
  done_at timestamptz,
  primary key (agency_id, id),
  -- a name is the carrier's own: one peer cannot take away the names of another
  unique nulls not distinct (agency_id, carrier, connection_id, message_id)
);
create index interchange_inbox_due on interchange_inbox (kind, priority desc, next_at, seq) where state in ('stored', 'waiting');
create index interchange_inbox_awaits on interchange_inbox (agency_id, awaits) where state = 'waiting';
create index interchange_inbox_document on interchange_inbox (agency_id, document_id) where document_id is not null;
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
  connection_id uuid,
  sender_agency_id uuid,
  sender_code text not null,
  receiver_code text not null,
  envelope_document_id text not null,
  number_symbol text not null,
  issued_on text not null,
  inbox_id uuid not null,
  sender_name text not null,
  received_at timestamptz not null,
  -- registered, refused or recalled: nothing more is owed to the sender for now
  settled_at timestamptz,
  -- the clerks were told that it is late
  late_told_at timestamptz,
  -- what the signatures were found to be worth when it came
  verdict jsonb not null,
  primary key (agency_id, document_id)
);
create index interchange_origin_envelope on interchange_origin (agency_id, envelope_document_id);
create index interchange_origin_open on interchange_origin (agency_id, received_at, document_id) where settled_at is null;
create index interchange_origin_number on interchange_origin (agency_id, number_symbol);
-- every file a message carried, by the hash of what is kept
create table interchange_file (
  agency_id uuid not null,
  -- of interchange_message when sent, of interchange_inbox when received
  message_id uuid not null,
  direction text not null check (direction in ('sent', 'received')),
  position int not null,
  name text not null,
  media_type text not null,
  size bigint not null,
  sha256 text not null,
  primary key (agency_id, message_id, direction, position)
);
`;
