export const sql = `
-- every certificate the agency answers for, also those whose key this office never meets
create table certificate_entry (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  subject_kind text not null check (subject_kind in ('person', 'organisation', 'device')),
  person_id uuid,
  subject_name text not null,
  search_name text not null,
  sort_name text not null,
  unit_name text not null default '',
  identity_number text not null default '',
  tax_code text not null default '',
  budget_code text not null default '',
  serial text not null,
  -- hexadecimal without separators and leading zeros: compared as an integer
  serial_key text not null,
  issuer_name text not null default '',
  valid_from date,
  valid_to date,
  key_algorithm text not null default '',
  container text not null default 'unknown' check (container in ('token', 'pki_sim', 'remote', 'hsm', 'software', 'unknown')),
  token_id uuid,
  email text not null default '',
  mobile text not null default '',
  custodian_person_id uuid,
  custodian_name text not null default '',
  previous_serial text,
  renewal_count int not null default 0,
  state text not null check (state in ('requested', 'issued', 'active', 'frozen', 'revoke_requested', 'revoked', 'expired', 'transferred_out')),
  revoked_on date,
  revoked_reason text not null default '',
  -- the certificate this office signs with, when it has the key's certificate
  certificate_id uuid,
  leaf_sha256 text,
  source_request_id uuid,
  updated_at timestamptz not null,
  primary key (agency_id, id)
);
create unique index certificate_entry_id on certificate_entry (id);
create unique index certificate_entry_serial on certificate_entry (agency_id, serial_key) where serial_key <> '';
create index certificate_entry_any_serial on certificate_entry (serial_key) where serial_key <> '';
create index certificate_entry_identity on certificate_entry (identity_number) where identity_number <> '';
create index certificate_entry_person on certificate_entry (agency_id, person_id);
create index certificate_entry_name on certificate_entry (agency_id, sort_name, id);
-- the register of the guiding office reads all agencies by name, a page at a time
create index certificate_entry_by_name on certificate_entry (sort_name, id);
create unique index certificate_entry_key on certificate_entry (agency_id, certificate_id) where certificate_id is not null;
create index certificate_entry_token on certificate_entry (agency_id, token_id) where token_id is not null;
create index certificate_entry_end on certificate_entry (agency_id, valid_to, id);
create table certificate_token (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  serial text not null,
  serial_key text not null,
  model text not null default '',
  of_organisation boolean not null default false,
  holder_person_id uuid,
  holder_name text not null default '',
  custodian_person_id uuid,
  custodian_name text not null default '',
  place text not null default '',
  search_name text not null,
  state text not null check (state in ('received', 'handed_over', 'in_use', 'locked', 'lost', 'found', 'written_off', 'broken', 'returned')),
  updated_at timestamptz not null,
  primary key (agency_id, id)
);
create unique index certificate_token_id on certificate_token (id);
create unique index certificate_token_serial on certificate_token (agency_id, serial_key);
create index certificate_token_any on certificate_token (serial_key);
create index certificate_token_holder on certificate_token (agency_id, holder_person_id);
create table certificate_custody (
  agency_id uuid not null,
  id uuid not null,
  token_id uuid not null,
  from_person_id uuid,
  from_name text not null,
  to_person_id uuid not null,
  to_name text not null,
  place text not null,
  permission text not null,
  minutes text not null,
  created_at timestamptz not null,
  given_at timestamptz,
  taken_at timestamptz,
  refused_at timestamptz,
  refused_reason text,
  -- what the device was before it changed hands: a refusal takes it back
  state_before text not null,
  primary key (agency_id, id),
  foreign key (agency_id, token_id) references certificate_token (agency_id, id)
);
create index certificate_custody_token on certificate_custody (agency_id, token_id, created_at desc);
create index certificate_custody_waiting on certificate_custody (agency_id, to_person_id) where taken_at is null and refused_at is null;
create unique index certificate_custody_open on certificate_custody (agency_id, token_id) where taken_at is null and refused_at is null;
create table certificate_pki_sim (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  number text not null,
  carrier text not null,
  origin text not null check (origin in ('new', 'convert')),
  holder_person_id uuid,
  holder_name text not null,
  search_name text not null,
  entry_id uuid,
  state text not null check (state in ('requested', 'activated', 'in_use', 'blocked', 'lost', 'ended')),
  since date,
  updated_at timestamptz not null,
  primary key (agency_id, id)
);
create index certificate_pki_sim_number on certificate_pki_sim (agency_id, number);
create table certificate_seal (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  organisation_name text not null,
  search_name text not null,
  entry_id uuid,
  custodian_person_id uuid,
  custodian_name text not null default '',
  valid_from date,
  valid_to date,
  state text not null check (state in ('active', 'frozen', 'retired')),
  updated_at timestamptz not null,
  primary key (agency_id, id)
);
create unique index certificate_seal_once on certificate_seal (agency_id, entry_id);
-- one history for all things of this register
create table certificate_history (
  agency_id uuid not null,
  id uuid not null,
  thing_id uuid not null,
  at timestamptz not null,
  who text not null,
  text text not null,
  link text,
  primary key (agency_id, id)
);
create index certificate_history_thing on certificate_history (agency_id, thing_id, id desc);
create table certificate_import (
  agency_id uuid not null,
  id uuid not null,
  file_name text not null,
  -- good rows and what is wrong with the others; emptied when they are kept
  rows jsonb not null,
  created_by uuid not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  primary key (agency_id, id)
);
`;
