export const sql = `
create table notification (
  agency_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  kind text not null,
  text text not null,
  link text not null,
  reason text not null default '',
  created_at timestamptz not null,
  read_at timestamptz,
  primary key (agency_id, id)
);
create index notification_person on notification (agency_id, person_id, id desc);
-- one unread notice a person and place: news of the same object replaces it
create unique index notification_unread on notification (agency_id, person_id, link) where read_at is null;
`;
