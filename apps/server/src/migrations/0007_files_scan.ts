export const sql = `
-- what the antivirus said of bytes, whoever they belong to; asked again when its signatures are newer
create table file_scan (
  sha256 text primary key,
  verdict text not null check (verdict in ('clean', 'infected')),
  -- name of the malware, empty when clean
  malware text not null default '',
  engine text not null,
  scanned_at timestamptz not null,
  -- malware: when it was last tried to ask again, whether or not the antivirus could say anything
  tried_at timestamptz
);
create index file_scan_infected on file_scan (scanned_at) where verdict = 'infected';
-- malware that somebody of the agency brought: refused at the door (no file_id, the bytes were never kept), or found by newer
-- signatures in a file that was clean when it came (file_id; the file stays and is handed to nobody)
create table file_infection (
  agency_id uuid not null,
  id uuid not null,
  sha256 text not null,
  name text not null,
  malware text not null,
  brought_by_name text not null,
  -- or locked
  refused_at timestamptz not null,
  file_id uuid,
  -- whoever put the kept file there, when that was a person
  brought_by uuid,
  -- when the people concerned were told of a locked file
  told_at timestamptz,
  -- when later signatures called a locked file clean: a false alarm, it opens again; found anew it gets another row
  cleared_at timestamptz,
  -- signatures that said so
  cleared_engine text not null default '',
  -- when those who had heard of the lock heard of that
  cleared_told_at timestamptz,
  primary key (agency_id, id)
);
create index file_infection_day on file_infection (agency_id, refused_at);
create unique index file_infection_once on file_infection (agency_id, file_id) where file_id is not null and cleared_at is null;
create index file_infection_bytes on file_infection (sha256);
-- signatures of the antivirus and how far the files of the last days have been looked at with them, from the newest back; one row
create table file_rescan (
  only_row boolean primary key default true check (only_row),
  -- engine and signatures, as VERSION answers
  engine text not null,
  changed_at timestamptz not null,
  -- a run is wanted or under way
  is_open boolean not null default false,
  -- the last file looked at; null before the first
  at_created timestamptz,
  at_id uuid,
  -- turns that ended at the file behind that one
  tries integer not null default 0,
  -- the process that is at it, and until when it is believed to live
  turn uuid,
  turn_until timestamptz
);
create index file_newest on file (created_at desc, id desc);
`;
