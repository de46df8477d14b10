export const sql = `
create table request (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  kind text not null,
  form_code text not null,
  form_set text not null,
  state text not null check (state in ('draft', 'awaiting_declarant', 'awaiting_head', 'awaiting_seal', 'submitted', 'accepted', 'returned',
    'refused', 'batched', 'forwarded', 'resulted', 'closed', 'withdrawn')),
  revision int not null default 1,
  version int not null default 1,
  subject text not null,
  search_text text not null,
  agency_name text not null,
  unit_id uuid not null,
  unit_name text not null,
  prepared_by uuid not null,
  prepared_by_name text not null,
  declarant_person_id uuid,
  declarant_name text,
  certificate_entry_id uuid,
  -- FilledForm of @congvu/forms
  content jsonb not null,
  content_hash text,
  prefilled text[] not null default '{}',
  findings jsonb not null default '[]',
  errors int not null default 0,
  warnings int not null default 0,
  overrides jsonb not null default '[]',
  signs_regularly boolean not null default false,
  signs_what text not null default '',
  item_count int not null default 0,
  -- the printed form as it stands, signed or not; null while it is being written
  file_id uuid,
  file_sha256 text,
  pages int not null default 0,
  campaign_id uuid,
  due_before date,
  -- the guiding office; it stays what it was when the request was opened
  consolidator_agency_id uuid not null,
  -- where it was forwarded to: that agency reads it too
  destination_agency_id uuid,
  nil boolean not null default false,
  urgent boolean not null default false,
  late boolean not null default false,
  submitted_at timestamptz,
  accepted_at timestamptz,
  returned_reason text,
  returned_by text,
  returned_at timestamptz,
  returned_fields jsonb not null default '[]',
  batch_id uuid,
  closed_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (agency_id, id)
);
create unique index request_id on request (id);
create index request_of_agency on request (agency_id, updated_at desc, id desc);
create index request_of_state on request (agency_id, state, updated_at desc, id desc);
create index request_declarant on request (agency_id, declarant_person_id, updated_at desc) where declarant_person_id is not null;
create index request_preparer on request (agency_id, prepared_by, updated_at desc);
create index request_unit on request (agency_id, unit_id, updated_at desc, id desc);
create index request_consolidator on request (consolidator_agency_id, state, updated_at desc, id desc);
create index request_campaign on request (campaign_id, agency_id) where campaign_id is not null;
-- a list is sent once; of sheets there is one a person
create unique index request_campaign_once on request (campaign_id, agency_id, kind)
  where campaign_id is not null and state not in ('withdrawn', 'refused') and kind not like 'cert.%';
-- Parts of a request say whose office may see them (migrations/0062): taken from the request, whatever was given. One that is not there,
-- or is not to be seen by whoever writes, has none.
create function request_part_office() returns trigger language plpgsql as $$
begin
  new.consolidator_agency_id :=
    (select consolidator_agency_id from request where agency_id = new.agency_id and id = new.request_id);
  return new;
end $$;
-- lines of what was submitted; those of an earlier revision stay for the history
create table request_item (
  agency_id uuid not null,
  consolidator_agency_id uuid not null,
  id uuid not null,
  request_id uuid not null,
  revision int not null,
  live boolean not null default true,
  no int not null,
  part text,
  kind text not null,
  cells jsonb not null,
  person_id uuid,
  identity_key text,
  serial_key text,
  token_key text,
  account_key text,
  mailbox_key text,
  tax_key text,
  name_key text not null default '',
  state text not null check (state in ('open', 'returned', 'granted', 'refused', 'recorded')),
  reason text not null default '',
  result jsonb not null default '{}',
  result_at timestamptz,
  recorded_at timestamptz,
  batch_id uuid,
  primary key (agency_id, id),
  foreign key (agency_id, request_id) references request (agency_id, id)
);
create unique index request_item_id on request_item (id);
create index request_item_request on request_item (agency_id, request_id, revision, part, no);
create index request_item_batch on request_item (batch_id, agency_id) where batch_id is not null;
create index request_item_identity on request_item (kind, identity_key) where identity_key is not null and live;
create index request_item_serial on request_item (kind, serial_key) where serial_key is not null and live;
create index request_item_token on request_item (kind, token_key) where token_key is not null and live;
create index request_item_tax on request_item (kind, tax_key) where tax_key is not null and live;
create index request_item_account on request_item (kind, account_key) where account_key is not null and live;
create index request_item_mailbox on request_item (kind, mailbox_key) where mailbox_key is not null and live;
create index request_item_name on request_item (kind, name_key) where live;
create table request_revision (
  agency_id uuid not null,
  consolidator_agency_id uuid not null,
  request_id uuid not null,
  revision int not null,
  content jsonb not null,
  content_hash text not null,
  file_id uuid,
  submitted_at timestamptz,
  ended_at timestamptz,
  reason text not null default '',
  primary key (agency_id, request_id, revision),
  foreign key (agency_id, request_id) references request (agency_id, id)
);
create table request_signature (
  agency_id uuid not null,
  consolidator_agency_id uuid not null,
  id uuid not null,
  request_id uuid not null,
  revision int not null,
  role text not null check (role in ('declarant', 'head', 'seal')),
  mode text not null check (mode in ('digital', 'attested', 'wet_scan')),
  person_id uuid not null,
  person_name text not null,
  title text not null,
  content_hash text not null,
  certificate_serial text,
  scan_file_id uuid,
  at timestamptz not null,
  voided_at timestamptz,
  primary key (agency_id, id),
  foreign key (agency_id, request_id) references request (agency_id, id)
);
create unique index request_signature_once on request_signature (agency_id, request_id, revision, role) where voided_at is null;
create table request_file (
  agency_id uuid not null,
  consolidator_agency_id uuid not null,
  request_id uuid not null,
  file_id uuid not null,
  role text not null check (role in ('scan', 'evidence', 'printed')),
  added_at timestamptz not null,
  -- scans of identity papers are purged after the retention the office has set
  purge_on date,
  primary key (agency_id, request_id, file_id)
);
create index request_file_purge on request_file (purge_on) where purge_on is not null;
create table request_movement (
  agency_id uuid not null,
  consolidator_agency_id uuid not null,
  id uuid not null,
  request_id uuid not null,
  at timestamptz not null,
  actor_name text not null,
  kind text not null,
  text text not null,
  primary key (agency_id, id)
);
create index request_movement_request on request_movement (agency_id, request_id, id);
create trigger request_item_office before insert on request_item for each row execute function request_part_office();
create trigger request_revision_office before insert on request_revision for each row execute function request_part_office();
create trigger request_signature_office before insert on request_signature for each row execute function request_part_office();
create trigger request_file_office before insert on request_file for each row execute function request_part_office();
create trigger request_movement_office before insert on request_movement for each row execute function request_part_office();
create table request_setting (
  agency_id uuid primary key references org_agency (id),
  -- to whom its units send; the nearest hosted agency above when there is no row
  consolidator_agency_id uuid references org_agency (id),
  -- where its batches go: certificates to the authority, accounts and mailboxes to the department of the province
  certificate_destination_id uuid references org_agency (id),
  account_destination_id uuid references org_agency (id),
  mailbox_domain text not null default '',
  unit_slug text not null default '',
  scan_retention_days int not null default 365
);
-- forms in Word of an office's own; what was replaced stays for the history
create table request_template (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  form_code text not null,
  form_set text not null,
  file_id uuid not null,
  name text not null,
  set_by_name text not null,
  set_at timestamptz not null,
  replaced_at timestamptz,
  primary key (agency_id, id)
);
create unique index request_template_once on request_template (agency_id, form_set, form_code) where replaced_at is null;
`;
