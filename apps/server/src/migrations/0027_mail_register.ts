export const sql = `
create table mailbox (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  address text not null,
  -- lower case; never given to another holder
  address_key text not null,
  -- without an official domain, as the forms write it (khoasa.sonbinh)
  short_key text not null,
  kind text not null check (kind in ('unit', 'person', 'role')),
  person_id uuid,
  holder_name text not null,
  search_name text not null,
  sort_name text not null,
  unit_name text not null default '',
  quota_mb int,
  aliases text[] not null default '{}',
  state text not null check (state in ('requested', 'active', 'suspended', 'revoke_requested', 'revoked')),
  last_sign_in_at timestamptz,
  forwarding_to text,
  opened_on date,
  closed_on date,
  source_request_id uuid,
  updated_at timestamptz not null,
  primary key (agency_id, id)
);
create unique index mailbox_address on mailbox (address_key);
create index mailbox_short on mailbox (short_key);
create index mailbox_person on mailbox (person_id) where person_id is not null;
create index mailbox_holder on mailbox (search_name);
create index mailbox_of_agency on mailbox (agency_id, sort_name, id);
-- the register of the guiding office reads all agencies by name, a page at a time
create index mailbox_by_name on mailbox (sort_name, id);
-- what a mail backend does by itself, a person does by hand while none is connected
create table mail_step (
  agency_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  kind text not null check (kind in ('create', 'lock', 'forward')),
  text text not null,
  created_at timestamptz not null,
  done_at timestamptz,
  done_by text,
  note text,
  primary key (agency_id, id),
  foreign key (agency_id, mailbox_id) references mailbox (agency_id, id)
);
create index mail_step_open on mail_step (agency_id, created_at) where done_at is null;
create index mail_step_of_mailbox on mail_step (agency_id, mailbox_id) where done_at is null;
create table mail_history (
  agency_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  at timestamptz not null,
  who text not null,
  text text not null,
  link text,
  primary key (agency_id, id)
);
create index mail_history_mailbox on mail_history (agency_id, mailbox_id, id desc);
create table mail_import (
  agency_id uuid not null,
  id uuid not null,
  file_name text not null,
  rows jsonb not null,
  created_by uuid not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  primary key (agency_id, id)
);
`;
