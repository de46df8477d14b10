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
  leaf_sha256 text not null generated always as (encode(sha256(chain[1]), 'hex')) stored,
  -- SHA-256 of the issuer's name in DER: with the serial it is how revocation lists name a certificate
  issuer_key text not null,
  key_kind text not null check (key_kind in ('demo_software', 'token', 'sim', 'remote', 'hsm')),
  device_label text not null,
  -- which service of signing-services.json, for sim and remote
  service_id text,
  -- name of the key in its store; the key itself is never in the database
  key_reference text not null,
  -- what the page shows: hand signature (blue) or seal (red), PNG, with its real width
  image_sha256 text,
  image_width_mm numeric,
  image_height_mm numeric,
  failed_pins int not null default 0,
  locked_at timestamptz,
  -- reported lost: nothing is signed from this moment on
  frozen_at timestamptz,
  revoked_at timestamptz,
  revoked_reason text,
  primary key (agency_id, id),
  check ((kind = 'person') = (person_id is not null)),
  check (key_kind not in ('sim', 'remote') or service_id is not null)
);
create index certificate_person on certificate (agency_id, person_id, valid_to desc);
create index certificate_expiry on certificate (agency_id, valid_to, id);
create index certificate_issued on certificate (issuer_key, serial);
create unique index certificate_leaf on certificate (agency_id, leaf_sha256);
create table certificate_loss (
  agency_id uuid not null,
  id uuid not null,
  certificate_id uuid not null,
  state text not null check (state in ('open', 'revoked', 'withdrawn')),
  reported_at timestamptz not null,
  reported_by uuid not null,
  reporter_name text not null,
  note text not null,
  -- since when the key may have been in other hands
  lost_since timestamptz not null,
  stopped_sessions int not null,
  closed_at timestamptz,
  closed_by uuid,
  closed_note text,
  primary key (agency_id, id),
  foreign key (agency_id, certificate_id) references certificate (agency_id, id),
  check ((state = 'open') = (closed_at is null))
);
create unique index certificate_loss_open on certificate_loss (agency_id, certificate_id) where state = 'open';
create index certificate_loss_newest on certificate_loss (agency_id, reported_at desc);
-- trust belongs to the installation, not to an agency: a letter that arrives knows no border
create table certificate_anchor (
  id uuid primary key,
  name text not null,
  programme text not null check (programme in ('official', 'public', 'demo')),
  der bytea not null,
  sha256 text not null,
  valid_from timestamptz not null,
  valid_to timestamptz not null,
  trusted_from timestamptz,
  trusted_to timestamptz,
  usages text[] not null,
  crl_urls text[] not null,
  ocsp_urls text[] not null,
  tsa_urls text[] not null,
  state text not null check (state in ('proposed', 'active', 'ended', 'rejected')),
  reason text not null,
  added_at timestamptz not null,
  proposed_by uuid,
  proposer_name text,
  decided_at timestamptz,
  decided_by uuid,
  decider_name text,
  end_asked_at timestamptz,
  end_asked_by uuid,
  end_asker_name text,
  end_reason text,
  check (decided_by is null or decided_by <> proposed_by)
);
create unique index certificate_anchor_once on certificate_anchor (sha256) where state in ('proposed', 'active');
-- the newest revocation list at hand of each issuer; some cut theirs into parts
create table certificate_crl (
  issuer_sha256 text not null,
  scope text not null,
  issuer_key text not null,
  issuer_name text not null,
  der bytea not null,
  sha256 text not null,
  this_update timestamptz not null,
  next_update timestamptz,
  revoked_count int not null,
  source text not null,
  stored_at timestamptz not null,
  primary key (issuer_sha256, scope)
);
-- answers about single certificates, kept for long-term signatures
create table certificate_ocsp (
  certificate_sha256 text primary key,
  der bytea not null,
  state text not null check (state in ('good', 'revoked')),
  this_update timestamptz not null,
  next_update timestamptz,
  asked_at timestamptz not null
);
-- how each configured address does; the circuit breaker of all processes
create table certificate_service (
  id text primary key,
  kind text not null check (kind in ('tsa', 'ocsp', 'crl')),
  url text not null,
  last_ok_at timestamptz,
  last_error_at timestamptz,
  last_error_code text,
  last_error_message text,
  failures int not null default 0,
  down_until timestamptz,
  next_try_at timestamptz,
  recent_ms int[] not null default '{}'
);
`;
