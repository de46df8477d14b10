export const sql = `
-- one row: the habits of this installation
create table upkeep_setting (
  only_one boolean primary key default true check (only_one),
  backup_hour int not null,
  base_every_days int not null,
  keep_bases int not null,
  alarm_after_hours int not null,
  drill_every_days int not null,
  scrub_days int not null
);
-- what was done, by the clock of the machine: backups are of the world outside
create table upkeep_run (
  id uuid primary key,
  kind text not null check (kind in ('backup', 'drill')),
  started_at timestamptz not null,
  ended_at timestamptz not null,
  good boolean not null,
  detail jsonb not null,
  error text
);
create index upkeep_run_newest on upkeep_run (kind, started_at desc);
-- where work that goes on and on stands: the log archive, the scrub, what the alarm has said
create table upkeep_progress (
  key text primary key,
  value jsonb not null,
  changed_at timestamptz not null
);
create table upkeep_damaged_blob (
  sha256 text primary key,
  condition text not null check (condition in ('damaged', 'lost')),
  found_at timestamptz not null,
  repaired_at timestamptz
);
`;
