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
`;
