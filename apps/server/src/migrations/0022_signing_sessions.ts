export const sql = `
create table signing_batch (
  agency_id uuid not null,
  id uuid not null,
  purpose text not null,
  state text not null check (state in ('open', 'sent', 'completed', 'expired', 'cancelled')),
  certificate_id uuid not null,
  person_id uuid not null,
  position_id uuid not null,
  -- what the signer's device answered to begin(): asked again by poll()
  ticket jsonb,
  opened_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (agency_id, id),
  foreign key (agency_id, certificate_id) references certificate (agency_id, id)
);
create index signing_batch_expiry on signing_batch (expires_at) where state in ('open', 'sent');
create table signing_session (
  agency_id uuid not null,
  id uuid not null,
  batch_id uuid not null,
  sort_order int not null,
  purpose text not null,
  object_id uuid not null,
  state text not null
    check (state in ('open', 'prepared', 'sent', 'completed', 'refused', 'expired', 'superseded', 'failed')),
  -- the bytes that were shown; signing anything else is refused
  shown_sha256 text not null,
  review jsonb not null,
  -- tail, attributes and hash of pades.prepareSignature; a signature completes it, also after a restart
  prepared jsonb,
  result jsonb,
  changed_at timestamptz not null,
  primary key (agency_id, id),
  foreign key (agency_id, batch_id) references signing_batch (agency_id, id)
);
create unique index signing_session_batch on signing_session (agency_id, batch_id, object_id);
create index signing_session_object on signing_session (agency_id, object_id, state);
`;
