export const sql = `
create table org_agency (
  id uuid primary key,
  parent_id uuid references org_agency (id),
  name text not null,
  short_name text not null,
  -- lines of ô 2: governing body (may be empty) and issuing agency, as printed
  governing_name text not null default '',
  heading_name text not null,
  place text not null,
  symbol text not null,
  kind text not null check (kind in ('peoples_committee', 'peoples_council', 'department', 'office', 'party_unions', 'other')),
  tier text not null check (tier in ('central', 'province', 'district', 'commune')),
  -- recipients are picked by group: departments of a district, communes of a district
  recipient_group text,
  -- true when this installation is its office; the others are addresses only
  hosted boolean not null default false,
  collective boolean not null default false,
  email text not null default '',
  sort_order int not null default 0,
  valid_from date not null default '1900-01-01',
  valid_to date
);
create index org_agency_parent on org_agency (parent_id, sort_order);
create table org_agency_code (
  agency_id uuid not null references org_agency (id),
  scheme text not null check (scheme in ('qd20', 'qcvn102')),
  value text not null,
  value_key text not null,
  valid_from date not null default '1900-01-01',
  valid_to date,
  primary key (agency_id, scheme, value_key, valid_from)
);
create unique index org_agency_code_live on org_agency_code (scheme, value_key) where valid_to is null;
create table org_agency_event (
  id uuid primary key,
  kind text not null check (kind in ('merge', 'split', 'dissolve', 'rename')),
  agency_id uuid not null references org_agency (id),
  successor_id uuid references org_agency (id),
  effective_on date not null,
  basis text not null default '',
  detail jsonb not null default '{}'
);
create table org_unit (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  parent_id uuid,
  name text not null,
  symbol text not null default '',
  sort_order int not null default 0,
  valid_from date not null default '1900-01-01',
  valid_to date,
  primary key (agency_id, id),
  foreign key (agency_id, parent_id) references org_unit (agency_id, id)
);
create table org_person (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  full_name text not null,
  sort_name text not null,
  search_name text not null,
  staff_kind text not null default 'civil_servant' check (staff_kind in ('cadre', 'civil_servant', 'public_employee')),
  born_on date,
  email text not null default '',
  phone text not null default '',
  identity_number text not null default '',
  left_on date,
  leave_reason text,
  primary key (agency_id, id)
);
create unique index org_person_id on org_person (id);
create table org_position (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  person_id uuid not null references org_person (id),
  unit_id uuid not null,
  title text not null,
  -- 'head' and 'deputy' of the agency or of the unit; staff otherwise
  rank text not null default 'staff' check (rank in ('agency_head', 'agency_deputy', 'unit_head', 'unit_deputy', 'staff')),
  roles text[] not null,
  fields text[] not null default '{}',
  sort_order int not null default 0,
  valid_from date not null,
  valid_to date,
  primary key (agency_id, id),
  foreign key (agency_id, unit_id) references org_unit (agency_id, id)
);
create unique index org_position_id on org_position (id);
create index org_position_person on org_position (person_id);
create index org_position_unit on org_position (agency_id, unit_id);
create table org_delegation (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  capacity text not null check (capacity in ('TM', 'KT', 'TL', 'TUQ', 'Q')),
  from_position_id uuid,
  to_position_id uuid not null references org_position (id),
  basis text not null,
  basis_on date not null,
  document_types text[] not null default '{}',
  fields text[] not null default '{}',
  valid_from date not null,
  valid_to date,
  revoked_at timestamptz,
  revoked_reason text,
  primary key (agency_id, id)
);
create index org_delegation_to on org_delegation (agency_id, to_position_id);
`;
