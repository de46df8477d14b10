export const sql = `
-- codes by which an import finds what it stored before
alter table org_unit add column code text;
create unique index org_unit_code on org_unit (agency_id, code) where code is not null;
alter table org_person add column code text;
create unique index org_person_code on org_person (agency_id, code) where code is not null;
create index org_person_sort on org_person (agency_id, sort_name, id);
create index org_position_agency on org_position (agency_id, valid_to, rank);
-- found without accents: folded name, short name and codes
alter table org_agency add column search_name text not null default '';
create table org_agency_name (
  agency_id uuid not null references org_agency (id),
  name text not null,
  short_name text not null,
  governing_name text not null,
  heading_name text not null,
  symbol text not null,
  valid_from date not null,
  valid_to date,
  primary key (agency_id, valid_from)
);
-- names, codes and places in the tree change on the day itself; null while it has not come
alter table org_agency_event add column applied_at timestamptz;
create index org_agency_event_due on org_agency_event (effective_on) where applied_at is null;
create index org_agency_event_agency on org_agency_event (agency_id, effective_on);
create index org_agency_event_successor on org_agency_event (successor_id, effective_on);
create table org_import (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  file_name text not null,
  sha256 text not null,
  data jsonb not null,
  created_by uuid not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  primary key (agency_id, id)
);
`;
