export const sql = `
-- places agencies are listed at: a connection, or 'import'
create table addressbook_source (
  id text primary key,
  name text not null,
  -- who runs the connection
  agency_id uuid references org_agency (id),
  -- the greatest version taken over
  version bigint not null default 0,
  -- bodies it lists today
  agencies int not null default 0,
  last_full_at timestamptz,
  last_try_at timestamptz
);
create table addressbook_run (
  id uuid primary key,
  source text not null references addressbook_source (id),
  is_full boolean not null,
  state text not null check (state in ('running', 'done', 'held', 'failed')),
  phase text not null default 'fetching' check (phase in ('fetching', 'applying', 'finished')),
  started_by text not null,
  started_at timestamptz not null,
  -- a run that has not been heard of for long belongs to a process that died
  heard_at timestamptz not null,
  finished_at timestamptz,
  listed int not null default 0,
  to_apply int not null default 0,
  applied int not null default 0,
  outcome jsonb not null default '{}',
  -- rows that could not be taken, the first of them
  problems jsonb not null default '[]',
  error_code text not null default '',
  error_text text not null default ''
);
create index addressbook_run_newest on addressbook_run (source, id desc);
-- one body, whatever lists and codes name it; derived from its listings, never removed
create table addressbook_agency (
  id uuid primary key,
  source text not null,
  code text not null,
  code_key text not null,
  code_qd20 text,
  code_qcvn102 text,
  name text not null,
  name_key text collate "C" not null,
  mail text not null,
  center_code text,
  is_agency boolean,
  version bigint,
  modified_at text,
  parent_id uuid,
  -- the code of the body above where no row of a list names it
  parent_key text,
  -- names of up to three bodies above, nearest first
  path text not null,
  depth smallint not null,
  closed_at timestamptz,
  is_closed boolean not null generated always as (closed_at is not null) stored,
  -- a list claims a code for it that is another's
  disputed boolean not null,
  tokens tsvector not null,
  first_seen_at timestamptz not null,
  changed_at timestamptz not null
);
create index addressbook_agency_tokens on addressbook_agency using gin (tokens);
create index addressbook_agency_order on addressbook_agency (is_closed, depth, name_key, id);
create index addressbook_agency_parent on addressbook_agency (parent_id);
create index addressbook_agency_orphan on addressbook_agency (parent_key) where parent_key is not null;
create index addressbook_agency_disputed on addressbook_agency (id) where disputed;
-- what each list says, row by row
create table addressbook_listing (
  source text not null,
  list text not null check (list in ('code', 'qd20', 'import')),
  external_id text not null,
  parent_external_id text,
  parent_code text,
  code text not null,
  code_key text not null,
  old_code text,
  old_key text,
  qcvn_code text,
  qcvn_key text,
  name text not null,
  mail text not null,
  center_code text,
  is_agency boolean,
  version bigint,
  modified_at text,
  -- the source says so, or its full list no longer has the row
  deleted boolean not null,
  -- of the row as it last came
  digest text not null,
  -- keys it claims and does not have
  lost_keys text[] not null,
  agency_id uuid not null,
  primary key (source, list, external_id)
);
create index addressbook_listing_code on addressbook_listing (code_key);
create index addressbook_listing_old on addressbook_listing (old_key) where old_key is not null;
create index addressbook_listing_qcvn on addressbook_listing (qcvn_key) where qcvn_key is not null;
create index addressbook_listing_agency on addressbook_listing (agency_id);
create index addressbook_listing_parent on addressbook_listing (parent_external_id) where parent_external_id is not null;
-- every code ever seen belongs to one body
create table addressbook_alias (
  -- collated by bytes: the beginning of a code is looked for in the same index
  value_key text collate "C" primary key,
  value text not null,
  scheme text not null check (scheme in ('qd20', 'qcvn102', 'other')),
  agency_id uuid not null,
  live boolean not null
);
create index addressbook_alias_agency on addressbook_alias (agency_id);
create table addressbook_change (
  id uuid primary key,
  agency_id uuid not null,
  at timestamptz not null,
  source text not null,
  kind text not null check (kind in ('renamed', 'code', 'moved', 'mail', 'closed', 'revived', 'successor')),
  before text not null,
  after text not null
);
create index addressbook_change_agency on addressbook_change (agency_id, id desc);
-- who takes over; by code, so that it holds whatever the lists do
create table addressbook_successor (
  from_key text collate "C" not null,
  to_key text collate "C" not null,
  to_code text not null,
  effective_on date not null,
  -- true from that day on
  in_force boolean not null,
  basis text not null,
  created_by text not null,
  created_at timestamptz not null,
  primary key (from_key, to_key)
);
create index addressbook_successor_to on addressbook_successor (to_key);
create table addressbook_setting (
  id boolean primary key default true check (id),
  -- a full list that lacks more than this share of the agencies known is not applied
  max_missing_percent int not null default 20 check (max_missing_percent between 0 and 100),
  sync_hour int not null default 6 check (sync_hour between 0 and 23),
  -- a full list this often, changes in between
  full_every_days int not null default 7 check (full_every_days between 1 and 60)
);
insert into addressbook_setting default values;
create table addressbook_import (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  file_name text not null,
  rows jsonb not null,
  created_by uuid not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  primary key (agency_id, id)
);
`;
