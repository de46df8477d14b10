export const sql = `
-- what the antivirus said of bytes, whoever they belong to; asked again when its signatures are newer
create table file_scan (
  sha256 text primary key,
  verdict text not null check (verdict in ('clean', 'infected')),
  -- name of the malware, empty when clean
  malware text not null default '',
  engine text not null,
  scanned_at timestamptz not null
);
-- malware that somebody of the agency tried to bring in; the bytes were never kept
create table file_infection (
  agency_id uuid not null,
  id uuid not null,
  sha256 text not null,
  name text not null,
  malware text not null,
  brought_by_name text not null,
  refused_at timestamptz not null,
  primary key (agency_id, id)
);
create index file_infection_day on file_infection (agency_id, refused_at);
`;
