export const sql = `
create table file (
  agency_id uuid not null,
  id uuid not null,
  sha256 text not null,
  name text not null,
  media_type text not null,
  size bigint not null,
  pages int,
  created_by uuid,
  created_at timestamptz not null,
  primary key (agency_id, id)
);
create index file_sha256 on file (agency_id, sha256);
create table document (
  agency_id uuid not null,
  id uuid not null,
  direction text not null check (direction in ('incoming', 'outgoing')),
  document_type text not null,
  type_name text not null,
  number int,
  symbol text not null default '',
  -- number and symbol as printed, empty before allotment
  number_symbol text not null default '',
  abstract text not null,
  issued_on date,
  issuing_agency_id uuid,
  issuing_agency_name text not null,
  signatory text not null default '',
  signatory_position text not null default '',
  urgency text not null default 'normal' check (urgency in ('normal', 'urgent', 'very_urgent', 'express')),
  drafting_unit text not null default '',
  page_count int,
  -- agency code + year + ordinal (QĐ 28/2018 Đ10)
  document_code text not null default '',
  created_at timestamptz not null,
  primary key (agency_id, id)
);
create index document_business_key on document (agency_id, direction, number_symbol, issuing_agency_name, issued_on);
create table document_file (
  agency_id uuid not null,
  document_id uuid not null,
  file_id uuid not null,
  role text not null check (role in ('draft', 'prepared', 'signed', 'issued', 'received', 'attachment', 'evidence')),
  version int not null default 1,
  sort_order int not null default 0,
  primary key (agency_id, document_id, file_id, role),
  foreign key (agency_id, document_id) references document (agency_id, id),
  foreign key (agency_id, file_id) references file (agency_id, id)
);
create table document_movement (
  agency_id uuid not null,
  id uuid not null,
  document_id uuid not null,
  at timestamptz not null,
  actor_name text not null,
  -- one line of the timeline: verb of the trade and what it concerns
  kind text not null,
  text text not null,
  primary key (agency_id, id)
);
create index document_movement_document on document_movement (agency_id, document_id, id);
create table document_relation (
  agency_id uuid not null,
  document_id uuid not null,
  related_id uuid not null,
  kind text not null check (kind in ('reply', 'basis', 'replaces', 'corrects', 'recalls')),
  primary key (agency_id, document_id, related_id, kind)
);
create index document_relation_related on document_relation (agency_id, related_id);
create table register (
  agency_id uuid not null,
  id uuid not null,
  direction text not null check (direction in ('incoming', 'outgoing')),
  -- one series for all, or one per type: the head decides (NĐ 30/2020 Đ15)
  series text not null,
  year int not null,
  name text not null,
  last_number int not null default 0,
  primary key (agency_id, id),
  unique (agency_id, direction, series, year)
);
create table register_entry (
  agency_id uuid not null,
  register_id uuid not null,
  number int not null,
  document_id uuid not null,
  entered_on date not null,
  entered_at timestamptz not null,
  entered_by text not null,
  cancelled_at timestamptz,
  cancelled_reason text,
  primary key (agency_id, register_id, number),
  foreign key (agency_id, register_id) references register (agency_id, id)
);
create unique index register_entry_document on register_entry (agency_id, document_id) where cancelled_at is null;
`;
