export const sql = `
-- words of the pages of a PDF, read once for all who hold the same bytes
create table file_text (
  sha256 text primary key,
  pages jsonb not null,
  truncated boolean not null,
  read_at timestamptz not null
);
-- the same index also answers whether anybody still needs these bytes
drop index file_sha256;
create index file_sha256 on file (sha256, agency_id);
`;
