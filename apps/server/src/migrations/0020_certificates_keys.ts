export const sql = `
create table certificate (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  kind text not null check (kind in ('person', 'organisation')),
  -- whose key it is; null for the organisation's
  person_id uuid,
  subject_name text not null,
  organisation_name text not null,
  issuer_name text not null,
  serial text not null,
  valid_from timestamptz not null,
  valid_to timestamptz not null,
  -- DER, leaf first, without the root
  chain bytea[] not null,
  key_kind text not null check (key_kind in ('demo_software', 'token', 'sim', 'remote')),
  device_label text not null,
  -- name of the key in its store; the key itself is never in the database
  key_reference text not null,
  -- what the page shows: hand signature (blue) or seal (red), PNG, with its real width
  image_sha256 text,
  image_width_mm numeric,
  image_height_mm numeric,
  failed_pins int not null default 0,
  locked_at timestamptz,
  revoked_at timestamptz,
  revoked_reason text,
  primary key (agency_id, id),
  check ((kind = 'person') = (person_id is not null))
);
create index certificate_person on certificate (agency_id, person_id, valid_to desc);
create table certificate_anchor (
  id uuid primary key,
  name text not null,
  programme text not null check (programme in ('official', 'public', 'demo')),
  der bytea not null,
  sha256 text not null unique,
  added_at timestamptz not null,
  removed_at timestamptz
);
`;
