export const sql = `
-- what was read from the words of a page, once for all who received the same bytes
create table incoming_page (
  sha256 text primary key,
  deadlines jsonb not null,
  read_at timestamptz not null
);
`;
