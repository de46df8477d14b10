export const sql = `
create table campaign (
  -- the guiding office
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  name text not null,
  forms text[] not null,
  document_id uuid,
  basis_text text not null default '',
  -- exclusive: this day itself is late
  due_before date not null,
  reminder_steps int[] not null,
  state text not null check (state in ('open', 'closed')),
  report_document_id uuid,
  opened_by uuid not null,
  opened_by_name text not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  updated_at timestamptz not null,
  primary key (agency_id, id)
);
create unique index campaign_id on campaign (id);
create index campaign_newest on campaign (agency_id, opened_at desc, id desc);
create index campaign_open on campaign (state, due_before);
-- one line an agency, kept up to date by what its requests do: the board reads nothing else
create table campaign_member (
  agency_id uuid not null,
  campaign_id uuid not null,
  member_agency_id uuid not null references org_agency (id),
  member_name text not null,
  short_name text not null,
  search_name text not null,
  recipient_group text,
  sort_order int not null,
  -- form → rows; -1 no request yet is left out, 0 nil
  counts jsonb not null default '{}',
  -- form → state of its request
  request_states jsonb not null default '{}',
  state text not null check (state in ('not_opened', 'preparing', 'submitted', 'returned', 'nil', 'consolidated')),
  late boolean not null default false,
  opened_at timestamptz,
  submitted_at timestamptz,
  reminders int not null default 0,
  last_reminded_at timestamptz,
  primary key (agency_id, campaign_id, member_agency_id),
  foreign key (agency_id, campaign_id) references campaign (agency_id, id)
);
create index campaign_member_order on campaign_member (agency_id, campaign_id, recipient_group, sort_order, member_agency_id);
create index campaign_member_state on campaign_member (agency_id, campaign_id, state);
create index campaign_member_mine on campaign_member (member_agency_id, campaign_id);
-- each rung of the ladder once for each agency
create table campaign_reminder (
  agency_id uuid not null,
  campaign_id uuid not null,
  member_agency_id uuid not null,
  -- step of the ladder, or 'hand-<id>' when somebody pressed the button
  step text not null,
  at timestamptz not null,
  primary key (agency_id, campaign_id, member_agency_id, step)
);
create table campaign_movement (
  agency_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  at timestamptz not null,
  actor_name text not null,
  kind text not null,
  text text not null,
  primary key (agency_id, id)
);
create index campaign_movement_campaign on campaign_movement (agency_id, campaign_id, id);
`;
