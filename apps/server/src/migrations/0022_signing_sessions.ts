export const sql = `
create table signing_batch (
  agency_id uuid not null,
  id uuid not null,
  purpose text not null,
  state text not null check (state in ('open', 'sent', 'completed', 'expired', 'cancelled')),
  certificate_id uuid not null,
  person_id uuid not null,
  position_id uuid not null,
  -- who acts when a device answers after the request is over
  user_id text not null,
  -- why it is signed, in the words of the signer
  reason text not null default '',
  -- what could not be found out about the certificate
  note text,
  -- what the signer's device answered to begin(), or how the page carries the hashes: asked again by poll()
  ticket jsonb,
  -- when the device is asked again by the office itself
  poll_at timestamptz,
  opened_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (agency_id, id),
  foreign key (agency_id, certificate_id) references certificate (agency_id, id)
);
create index signing_batch_expiry on signing_batch (expires_at) where state in ('open', 'sent');
create index signing_batch_poll on signing_batch (poll_at) where state = 'sent';
create index signing_batch_certificate on signing_batch (agency_id, certificate_id, opened_at);
create index signing_batch_person on signing_batch (agency_id, person_id, opened_at) where state in ('open', 'sent');
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
  -- tail, attributes and hash of pades.prepareSignature; a signature completes it, also after a restart. Gone once it is over
  prepared jsonb,
  -- of the document itself, while those of its attachments are awaited
  signature bytea,
  -- what a program that signs whole files is given: the shown bytes, for a seal with number and date behind them
  offered_sha256 text,
  result jsonb,
  -- the signer's own clock, and the moment a trusted authority proves
  signed_at timestamptz,
  proven_at timestamptz,
  signed_sha256 text,
  changed_at timestamptz not null,
  primary key (agency_id, id),
  foreign key (agency_id, batch_id) references signing_batch (agency_id, id)
);
create unique index signing_session_batch on signing_session (agency_id, batch_id, object_id);
create index signing_session_object on signing_session (agency_id, object_id, state);
-- a separate attachment, signed in the same act: the document is complete with all of them or not at all; gone once it is over
create table signing_part (
  agency_id uuid not null,
  id uuid not null,
  session_id uuid not null,
  sort_order int not null,
  -- the attachment, as its owner names it
  object_id uuid not null,
  name text not null,
  base_sha256 text not null,
  prepared jsonb not null,
  signature bytea,
  primary key (agency_id, id),
  foreign key (agency_id, session_id) references signing_session (agency_id, id)
);
create unique index signing_part_session on signing_part (agency_id, session_id, sort_order);
-- one-time addresses without a cookie, each for one document, for programs beside the browser
create table signing_link (
  token_hash text primary key,
  agency_id uuid not null,
  batch_id uuid not null,
  session_id uuid not null,
  -- content of an attachment
  part_id uuid,
  kind text not null check (kind in ('content', 'external_get', 'external_put')),
  expires_at timestamptz not null,
  used_at timestamptz,
  foreign key (agency_id, session_id) references signing_session (agency_id, id)
);
create index signing_link_expiry on signing_link (expires_at);
-- one line a signed file: how long its signatures can be verified, and what is still to be added
create table signature_care (
  agency_id uuid not null,
  document_id uuid not null,
  purpose text not null,
  file_sha256 text not null,
  level text not null check (level in ('B', 'T', 'LT', 'LTA')),
  signed_at timestamptz not null,
  -- ends of the certificates behind the signatures and behind the newest timestamp
  signer_ends timestamptz not null,
  time_ends timestamptz,
  is_weak boolean not null default false,
  holds_until timestamptz not null,
  -- what is wanted next; null when nothing is
  target text check (target in ('T', 'LT', 'LTA')),
  state text not null check (state in ('settled', 'waiting', 'late', 'failed')),
  deadline timestamptz not null,
  attempts int not null default 0,
  next_try_at timestamptz,
  last_error jsonb,
  guarded_on date,
  changed_at timestamptz not null,
  primary key (agency_id, document_id),
  check ((state = 'settled') = (target is null))
);
create index signature_care_next on signature_care (next_try_at) where state in ('waiting', 'late');
create index signature_care_late on signature_care (deadline) where state = 'waiting';
create index signature_care_open on signature_care (agency_id, deadline) where target is not null;
create index signature_care_timeless on signature_care (agency_id, deadline) where level = 'B' and target is not null;
create index signature_care_holds on signature_care (agency_id, holds_until);
create table signature_night (
  agency_id uuid not null,
  night date not null,
  at timestamptz not null,
  looked int not null,
  renewed int not null,
  failed int not null,
  primary key (agency_id, night)
);
-- an agency without a line has the values of care/settings.ts
create table signing_setting (
  agency_id uuid primary key,
  -- security.md T34: how long signing goes on while no time authority answers
  grace_minutes int not null check (grace_minutes between 5 and 10080),
  -- how far ahead the guardian looks
  look_ahead_months int not null check (look_ahead_months between 1 and 60),
  -- what signatures shall reach by themselves
  level text not null default 'LT' check (level in ('B', 'T', 'LT')),
  -- hours in Vietnam in which the guardian works, the last one excluded; over midnight when the end is the smaller one
  night_from int not null default 1 check (night_from between 0 and 23),
  night_to int not null default 5 check (night_to between 0 and 23),
  check (night_from <> night_to)
);
-- what an agency was told once, until it changes
create table signing_told (
  agency_id uuid not null,
  about text not null check (about in ('no_authority')),
  at timestamptz not null,
  primary key (agency_id, about)
);
`;
