export const sql = `
-- ways out of the installation: the two axes, other installations, official mail (spec interchange §8–9)
create table carriers_connection (
  -- the agency that runs it
  agency_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('national', 'provincial', 'peer', 'mail')),
  name text not null,
  settings jsonb not null,
  -- sealed with the key 'connections', bound to id; null when the kind needs none
  secret bytea,
  secret_saved_at timestamptz,
  share text not null default 'own' check (share in ('own', 'chosen', 'all')),
  -- codes registered there; empty: every code of the agencies it serves
  codes text[] not null default '{}',
  enabled boolean not null default false,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  -- health: what the last attempts said
  failures int not null default 0,
  -- nobody asks before this moment; who finds it passed takes the one trial
  resting_until timestamptz,
  error_code text not null default '',
  error_text text not null default '',
  error_at timestamptz,
  last_sent_at timestamptz,
  last_received_at timestamptz,
  last_listed_at timestamptz,
  -- counts of one day in Vietnam
  counted_on date,
  sent_count int not null default 0,
  received_count int not null default 0,
  failed_count int not null default 0,
  next_list_at timestamptz,
  list_leased_until timestamptz,
  primary key (agency_id, id)
);
create unique index carriers_connection_id on carriers_connection (id);
create unique index carriers_connection_name on carriers_connection (agency_id, lower(name));
create table carriers_served (
  agency_id uuid not null,
  connection_id uuid not null,
  served_agency_id uuid not null,
  primary key (agency_id, connection_id, served_agency_id),
  foreign key (agency_id, connection_id) references carriers_connection (agency_id, id) on delete cascade
);
create index carriers_served_agency on carriers_served (served_agency_id);
-- "gửi qua …": what an agency has decided for one receiver; connection null = on paper only
create table carriers_choice (
  agency_id uuid not null,
  code_key text not null,
  code text not null,
  name text not null default '',
  connection_id uuid references carriers_connection (id) on delete cascade,
  attachment_form text check (attachment_form in ('zip', 'raw')),
  on_paper boolean not null default false,
  note text not null default '',
  chosen_by text not null,
  chosen_at timestamptz not null,
  primary key (agency_id, code_key)
);
create index carriers_choice_connection on carriers_choice (connection_id);
-- a message handed to an axis: written before the first byte leaves, so that a crash is known to be in doubt
create table carriers_handover (
  -- the sender of the letter
  agency_id uuid not null,
  outbox_id uuid not null,
  connection_id uuid not null references carriers_connection (id),
  receiver_code text not null,
  sha256 text not null,
  -- the first attempt of this round, by our clock
  started_at timestamptz not null,
  -- the name the axis gave it; null while nobody knows
  doc_id text,
  done_at timestamptz,
  primary key (agency_id, outbox_id)
);
create index carriers_handover_doc on carriers_handover (connection_id, doc_id) where doc_id is not null;
-- a message an axis listed for us: the row stands before a byte is fetched (spec interchange §10, inbox 1)
create table carriers_pickup (
  -- the agency that runs the connection
  agency_id uuid not null,
  connection_id uuid not null references carriers_connection (id),
  doc_id text not null,
  id uuid not null,
  kind text not null check (kind in ('document', 'status')),
  from_code text not null,
  to_code text not null,
  -- listed → stored → handed → done; stranger: for nobody here; failed: given up
  state text not null check (state in ('listed', 'stored', 'handed', 'done', 'stranger', 'failed')),
  attempts int not null default 0,
  next_at timestamptz not null,
  leased_until timestamptz,
  -- as listed, when the axis says it
  listed_sha256 text,
  listed_size bigint,
  sha256 text,
  size bigint,
  content bytea,
  error_code text not null default '',
  error_text text not null default '',
  listed_at timestamptz not null,
  done_at timestamptz,
  primary key (agency_id, connection_id, doc_id)
);
create index carriers_pickup_due on carriers_pickup (connection_id, next_at) where state in ('listed', 'stored', 'handed');
create index carriers_pickup_trouble on carriers_pickup (agency_id, id desc) where state in ('stranger', 'failed') or error_code <> '';
`;
