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
  suspended_reason text,
  last_sign_in_at timestamptz,
  forwarding_to text,
  -- where letters go after the revocation, named before it
  successor_to text,
  opened_on date,
  closed_on date,
  -- a revoked mailbox is kept readable for the office and forwards until this day; then it is exported and shut
  retain_until date,
  shut_at timestamptz,
  export_file_id uuid,
  -- erasing its letters takes two people; afterwards the row keeps the address from everybody
  deletion_asked_by uuid,
  deletion_asked_name text,
  deletion_asked_at timestamptz,
  deletion_reason text,
  deleted_at timestamptz check (deleted_at is null or (shut_at is not null and deletion_asked_by is not null)),
  source_request_id uuid,
  -- where the messages are, and what the mailbox is called there
  backend text not null default 'manual' check (backend in ('manual', 'embedded', 'postfix', 'zimbra')),
  backend_id text,
  -- since when it is with a mail system that says who uses it; nobody was idle before
  hosted_since timestamptz,
  updated_at timestamptz not null,
  primary key (agency_id, id)
);
create unique index mailbox_id on mailbox (id);
create unique index mailbox_address on mailbox (address_key);
create index mailbox_short on mailbox (short_key);
create index mailbox_person on mailbox (person_id) where person_id is not null;
create index mailbox_holder on mailbox (search_name);
create index mailbox_of_agency on mailbox (agency_id, sort_name, id);
-- the register of the guiding office reads all agencies by name, a page at a time
create index mailbox_by_name on mailbox (sort_name, id);
create index mailbox_retained on mailbox (retain_until) where state = 'revoked' and shut_at is null;
-- every address that leads or ever led to a mailbox: one look-up per recipient, and none is given to a second holder
create table mail_address (
  address_key text primary key,
  agency_id uuid not null,
  mailbox_id uuid not null,
  is_primary boolean not null,
  live boolean not null,
  foreign key (agency_id, mailbox_id) references mailbox (agency_id, id)
);
create index mail_address_of_mailbox on mail_address (mailbox_id);
create function mail_keep_addresses() returns trigger language plpgsql as $$
declare
  keys text[] := array(select distinct key from unnest(array[new.address_key] || new.aliases) key);
begin
  update mail_address set live = false where mailbox_id = new.id and live and not address_key = any (keys);
  insert into mail_address (address_key, agency_id, mailbox_id, is_primary, live)
  select key, new.agency_id, new.id, key = new.address_key, true from unnest(keys) key order by key
  on conflict (address_key) do update set is_primary = excluded.is_primary, live = true
    where mail_address.mailbox_id = excluded.mailbox_id;
  if (select count(*) from mail_address where mailbox_id = new.id and live) <> cardinality(keys) then
    raise exception 'address of another mailbox' using errcode = 'unique_violation', constraint = 'mail_address_pkey';
  end if;
  return null;
end $$;
create trigger mailbox_inserted after insert on mailbox for each row execute function mail_keep_addresses();
create trigger mailbox_addresses_changed after update of address_key, aliases on mailbox
  for each row execute function mail_keep_addresses();
-- counters move with every message: apart from the register's row, which commands lock
create table mail_use (
  agency_id uuid not null,
  mailbox_id uuid not null,
  used_bytes bigint not null default 0,
  sent_at timestamptz,
  received_at timestamptz,
  primary key (mailbox_id),
  foreign key (agency_id, mailbox_id) references mailbox (agency_id, id)
);
-- who opens a mailbox of a unit or of a post
create table mail_member (
  agency_id uuid not null,
  mailbox_id uuid not null,
  person_id uuid not null,
  since timestamptz not null,
  added_by text not null,
  primary key (agency_id, mailbox_id, person_id),
  foreign key (agency_id, mailbox_id) references mailbox (agency_id, id)
);
create index mail_member_person on mail_member (person_id);
-- password of one device for mail programs: random, only its SHA-256 is kept
create table mail_secret (
  agency_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  person_id uuid not null,
  label text not null,
  sha256 bytea not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_reason text,
  primary key (agency_id, id),
  foreign key (agency_id, mailbox_id) references mailbox (agency_id, id)
);
create unique index mail_secret_hash on mail_secret (sha256);
create index mail_secret_of_mailbox on mail_secret (mailbox_id) where revoked_at is null;
-- where the mail of an agency is and by which figures, from a day on; the nearest row up the tree of agencies counts
create table mail_setting (
  agency_id uuid not null references org_agency (id),
  valid_from date not null,
  backend text not null check (backend in ('manual', 'embedded', 'postfix', 'zimbra')),
  -- '' while the addresses of the register carry their own
  domain text not null default '',
  quota_mb int not null,
  retain_months int not null,
  retain_months_leader int not null,
  idle_days int not null,
  -- mail held back is erased after so many days
  quarantine_days int not null default 30,
  saved_by text not null,
  saved_at timestamptz not null,
  primary key (agency_id, valid_from)
);
-- the Zimbra of an agency and those below without their own; the password is sealed with the key of connections
create table mail_zimbra (
  agency_id uuid primary key references org_agency (id),
  url text not null,
  admin_name text not null,
  password bytea not null,
  -- '' = the class of service of the domain
  cos_id text not null default '',
  -- whom to trust there instead of the public authorities
  ca_pem text not null default '',
  saved_by text not null,
  saved_at timestamptz not null
);
-- what a mail backend has to do; the register is changed already. The id is the command id the backend is told
create table mail_command (
  agency_id uuid not null,
  id uuid not null,
  -- the order in which one mailbox is told
  seq bigint generated always as identity,
  mailbox_id uuid not null,
  kind text not null,
  payload jsonb not null,
  state text not null check (state in ('waiting', 'done', 'failed')),
  attempts int not null default 0,
  next_at timestamptz not null,
  created_at timestamptz not null,
  done_at timestamptz,
  error_code text,
  error_text text,
  primary key (agency_id, id),
  foreign key (agency_id, mailbox_id) references mailbox (agency_id, id)
);
create index mail_command_waiting on mail_command (next_at) where state = 'waiting';
create index mail_command_of_mailbox on mail_command (mailbox_id, seq) where state <> 'done';
-- where the mail system says otherwise than the register
create table mail_drift (
  agency_id uuid not null,
  id uuid not null,
  backend text not null,
  address_key text not null,
  mailbox_id uuid,
  kind text not null check (kind in ('unknown', 'missing', 'state', 'forward')),
  text text not null,
  found_at timestamptz not null,
  seen_at timestamptz not null,
  settled_at timestamptz,
  primary key (agency_id, id)
);
create unique index mail_drift_open on mail_drift (backend, address_key, kind) where settled_at is null;
-- what a mail backend does by itself, a person does by hand while none is connected
create table mail_step (
  agency_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  kind text not null check (kind in ('create', 'lock', 'unlock', 'rename', 'forward', 'close')),
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
