export const sql = `
-- what nobody does alone: one person proposes, another agrees (security.md §2.5)
create table guarded_change (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  -- typed at the server ("congvu keys rotate --proposal 12")
  number int generated always as identity unique,
  kind text not null,
  object_id text not null,
  change jsonb not null,
  title text not null,
  lines jsonb not null,
  reason text not null,
  state text not null check (state in ('waiting', 'agreed', 'refused', 'withdrawn', 'lapsed')),
  proposed_at timestamptz not null,
  proposed_by uuid not null,
  proposer_name text not null,
  proposer_user_id uuid not null,
  proposer_position_id uuid not null,
  proposer_agency_id uuid not null references org_agency (id),
  expires_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  decider_name text,
  decision_reason text not null default '',
  used_at timestamptz,
  primary key (agency_id, id),
  -- one person in both places is refused here too, whatever the program says
  check (decided_by is null or decided_by <> proposed_by),
  check ((state in ('agreed', 'refused')) = (decided_by is not null)),
  check (used_at is null or state = 'agreed')
);
create unique index guarded_change_once on guarded_change (agency_id, kind, object_id) where state = 'waiting';
create index guarded_change_proposer on guarded_change (proposer_agency_id, proposed_at desc);
create index guarded_change_lapse on guarded_change (expires_at) where state = 'waiting';
create table guarded_setting (
  agency_id uuid primary key references org_agency (id),
  days int not null check (days between 1 and 30)
);
`;
