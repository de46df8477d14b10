export const sql = `
-- free mail met when a mail was to become a document (letter of the district 2021, section 4); what is sent stands in mail_free_use
create table mailbridge_free_use (
  agency_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  item_id uuid not null,
  unit_id uuid,
  person_id uuid not null,
  at timestamptz not null,
  kind text not null check (kind in ('citizen', 'refused')),
  address text not null,
  number_symbol text not null,
  reason text,
  -- the document a citizen's mail became
  document_id uuid,
  primary key (agency_id, id)
);
create index mailbridge_free_use_day on mailbridge_free_use (agency_id, at);
`;
