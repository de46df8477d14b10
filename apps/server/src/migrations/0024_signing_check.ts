export const sql = `
-- what a file said when somebody had its signatures checked; kept for an hour for its links, then forgotten
create table signing_check (
  agency_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  -- upload: bytes beside the database under the id; stored: the blob of a document the person may read
  source text not null check (source in ('upload', 'stored')),
  sha256 text not null,
  -- json keeps escapes of strange names as they are, jsonb would refuse some
  answer json not null,
  -- number of a save -> length of the file as its signature closed it
  revision_ends json not null,
  expires_at timestamptz not null,
  primary key (agency_id, id)
);
create index signing_check_expiry on signing_check (expires_at);
create index signing_check_person on signing_check (agency_id, person_id, sha256);
`;
