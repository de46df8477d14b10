export const sql = `
create table search_entry (
  agency_id uuid not null,
  kind text not null,
  object_id uuid not null,
  title text not null,
  subtitle text not null,
  link text not null,
  sorted_at timestamptz not null,
  -- who may see it: null = everyone of the agency, otherwise any of these units or people
  audience uuid[],
  tokens tsvector not null,
  primary key (agency_id, kind, object_id)
);
create index search_entry_tokens on search_entry using gin (tokens);
create index search_entry_newest on search_entry (agency_id, sorted_at desc);
`;
