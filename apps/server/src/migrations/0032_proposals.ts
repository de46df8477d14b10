export const sql = `
create table proposal (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  kind text not null,
  -- what it is about: certificate entry, account, token, person; once while open
  about text not null,
  sentence text not null,
  reason text not null,
  due_on date,
  tone text not null,
  -- [{kind, requestId}]
  prepares jsonb not null,
  -- what a sweep or a use needs again: entry, account names, loss, event
  detail jsonb not null default '{}',
  -- the guiding office, whose focal people read along
  consolidator_agency_id uuid not null,
  -- persons it concerns besides clerks and heads
  person_id uuid,
  -- rung of the ladder it was last told on
  step text not null default '',
  state text not null check (state in ('open', 'used', 'dismissed')),
  dismissed_until date,
  dismissed_reason text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (agency_id, id)
);
create unique index proposal_open on proposal (agency_id, kind, about) where state = 'open';
create index proposal_newest on proposal (agency_id, state, due_on, id);
create index proposal_guided on proposal (consolidator_agency_id, state, due_on, id);
create index proposal_about on proposal (agency_id, kind, about);
create table hand_over (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  person_id uuid not null,
  person_name text not null,
  position_title text not null,
  unit_name text not null,
  reason text not null,
  last_day date not null,
  destination_agency_id uuid,
  destination_name text not null default '',
  state text not null check (state in ('open', 'finished', 'cancelled')),
  -- key of the thing → choice, receiver, request
  choices jsonb not null default '{}',
  -- day after the last one: the sign-in is shut, the account rests
  suspended_at timestamptz,
  started_by uuid not null,
  started_by_name text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  updated_at timestamptz not null,
  primary key (agency_id, id)
);
create unique index hand_over_open on hand_over (agency_id, person_id) where state = 'open';
create index hand_over_newest on hand_over (agency_id, started_at desc, id desc);
`;
