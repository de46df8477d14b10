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
-- the address a letter went to as a mail by hand, because no carrier reaches the receiver; empty otherwise
alter table interchange_dispatch add column mailed_to text not null default '';
-- the mail that carries a letter to a receiver, until it is known what became of it
create table mailbridge_mailed (
  agency_id uuid not null,
  submission_id uuid not null,
  dispatch_id uuid not null,
  mailbox_id uuid not null,
  address text not null,
  sent_at timestamptz not null,
  outcome text check (outcome in ('delivered', 'returned', 'taken_back')),
  ended_at timestamptz,
  primary key (agency_id, submission_id)
);
create index mailbridge_mailed_open on mailbridge_mailed (sent_at) where ended_at is null;
-- a notice of the other side may still come
create index mailbridge_mailed_late on mailbridge_mailed (ended_at) where outcome = 'delivered';
`;
