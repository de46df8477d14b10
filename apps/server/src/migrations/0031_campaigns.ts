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
  -- working days before (negative), on (0) and after the last good day
  reminder_steps int[] not null,
  -- the newest rung of the ladder that was called, or was already past when the day was set: '<due day>:<step>'
  last_rung text,
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
create index campaign_open on campaign (due_before) where state = 'open';
-- one line an agency, kept up to date by what its requests do: the board reads nothing else
create table campaign_member (
  agency_id uuid not null,
  campaign_id uuid not null,
  member_agency_id uuid not null references org_agency (id),
  -- names and place in the directory on the day the agency was asked
  member_name text not null,
  short_name text not null,
  search_name text not null,
  group_key text not null,
  group_name text not null,
  sort_key text collate "C" not null,
  -- id of a request → form, state, rows, nil, when it was sent
  requests jsonb not null default '{}',
  -- form → rows of what was sent, 0 nil; what is still being written is left out
  counts jsonb not null default '{}',
  state text not null check (state in ('not_opened', 'preparing', 'submitted', 'returned', 'nil', 'consolidated')),
  -- something was sent that the guiding office has not accepted yet
  waiting boolean not null default false,
  late boolean not null default false,
  asked_at timestamptz not null,
  opened_at timestamptz,
  -- when everything asked for had come for the first time
  submitted_at timestamptz,
  reminders int not null default 0,
  last_reminded_at timestamptz,
  primary key (agency_id, campaign_id, member_agency_id),
  foreign key (agency_id, campaign_id) references campaign (agency_id, id)
);
create unique index campaign_member_order on campaign_member (agency_id, campaign_id, sort_key);
create index campaign_member_sum on campaign_member (agency_id, campaign_id, group_key, state) include (late, waiting, submitted_at);
create index campaign_member_mine on campaign_member (member_agency_id, campaign_id);
-- each rung of the ladder, the opening and a call by hand: once for each agency
create table campaign_reminder (
  agency_id uuid not null,
  campaign_id uuid not null,
  member_agency_id uuid not null,
  -- '<due day>:<step>' of the ladder, 'opened', 'due-<day>', or 'hand-<id>' when somebody pressed the button
  step text not null,
  note text not null default '',
  at timestamptz not null,
  -- when its people were told
  told_at timestamptz,
  primary key (agency_id, campaign_id, member_agency_id, step)
);
create index campaign_reminder_untold on campaign_reminder (agency_id, campaign_id, member_agency_id) where told_at is null;
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
