export const sql = `
create table request_batch (
  -- the guiding office
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  kind text not null,
  form_code text not null,
  form_set text not null,
  name text not null,
  state text not null check (state in ('collecting', 'letter_drafted', 'awaiting_signature', 'sent', 'acknowledged', 'partly_resulted', 'resulted', 'archived', 'cancelled')),
  -- forwarded singly: lost token, death, dismissal
  urgent boolean not null default false,
  destination_agency_id uuid not null,
  destination_name text not null,
  campaign_id uuid,
  line_count int not null default 0,
  agency_count int not null default 0,
  findings jsonb not null default '[]',
  decisions jsonb not null default '[]',
  open_findings int not null default 0,
  pdf_file_id uuid,
  xlsx_file_id uuid,
  document_id uuid,
  number_symbol text not null default '',
  sent_at timestamptz,
  answer_due_on date,
  reminded_at timestamptz,
  resulted_at timestamptz,
  created_by uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (agency_id, id)
);
create unique index request_batch_id on request_batch (id);
create unique index request_batch_collecting on request_batch (agency_id, kind, destination_agency_id, coalesce(campaign_id, '00000000-0000-0000-0000-000000000000'))
  where state = 'collecting' and not urgent;
create index request_batch_newest on request_batch (agency_id, updated_at desc, id desc);
create index request_batch_destination on request_batch (destination_agency_id, state, updated_at desc, id desc);
create index request_batch_overdue on request_batch (answer_due_on) where state in ('sent', 'acknowledged', 'partly_resulted');
create index request_batch_document on request_batch (agency_id, document_id) where document_id is not null;
-- the merged list: which line stands where; a line is in one live batch at most
create table request_batch_line (
  agency_id uuid not null,
  batch_id uuid not null,
  item_id uuid not null,
  item_agency_id uuid not null,
  request_id uuid not null,
  part text,
  stt int not null,
  original_no int not null,
  removed_at timestamptz,
  removed_reason text,
  primary key (agency_id, batch_id, item_id),
  foreign key (agency_id, batch_id) references request_batch (agency_id, id),
  foreign key (item_agency_id, item_id) references request_item (agency_id, id)
);
create unique index request_batch_line_once on request_batch_line (item_id) where removed_at is null;
create index request_batch_line_order on request_batch_line (agency_id, batch_id, part, stt) where removed_at is null;
create table request_batch_movement (
  agency_id uuid not null,
  id uuid not null,
  batch_id uuid not null,
  at timestamptz not null,
  actor_name text not null,
  kind text not null,
  text text not null,
  primary key (agency_id, id)
);
create index request_batch_movement_batch on request_batch_movement (agency_id, batch_id, id);
`;
