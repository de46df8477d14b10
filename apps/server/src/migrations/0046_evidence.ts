export const sql = `
-- the timestamp over the manifest of the newest archive of a document: the same state gives the same bytes
create table evidence_timestamp (
  agency_id uuid not null,
  document_id uuid not null,
  manifest_sha256 text not null,
  -- RFC 3161 TimeStampToken
  token bytea not null,
  stamped_at timestamptz not null,
  primary key (agency_id, document_id)
);
`;
