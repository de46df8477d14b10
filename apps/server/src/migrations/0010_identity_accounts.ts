export const sql = `
create table identity_user (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  person_id uuid not null references org_person (id),
  user_name text not null,
  -- null until the person has chosen one by a one-time link
  password_hash text,
  password_changed_at timestamptz,
  must_change_password boolean not null default false,
  -- AES-256-GCM under the key file, bound to the user id; pending until a first code was given
  totp_secret bytea,
  totp_enabled_at timestamptz,
  totp_last_step bigint not null default 0,
  failed_count int not null default 0,
  locked_until timestamptz,
  disabled_at timestamptz,
  disabled_reason text,
  last_position_id uuid,
  last_sign_in_at timestamptz,
  created_at timestamptz not null,
  -- made by the demo with a password everybody knows: shut when the office runs without --demo
  demo boolean not null default false,
  primary key (agency_id, id)
);
create unique index identity_user_id on identity_user (id);
create unique index identity_user_name on identity_user (user_name);
create unique index identity_user_person on identity_user (person_id);
create table identity_recovery_code (
  agency_id uuid not null,
  user_id uuid not null,
  -- argon2id with the salt of the sheet: 50 random bits, short enough to be typed
  code_hash bytea not null,
  salt bytea not null,
  used_at timestamptz,
  primary key (agency_id, user_id, code_hash),
  foreign key (agency_id, user_id) references identity_user (agency_id, id)
);
create table identity_session (
  agency_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  -- SHA-256 of the cookie; the token itself is nowhere
  token_hash bytea not null,
  acting_position_id uuid not null,
  second_factor boolean not null,
  ip text not null,
  user_agent text not null,
  started_at timestamptz not null,
  last_seen_at timestamptz not null,
  absolute_until timestamptz not null,
  ended_at timestamptz,
  ended_reason text,
  primary key (agency_id, id),
  foreign key (agency_id, user_id) references identity_user (agency_id, id)
);
create unique index identity_session_token on identity_session (token_hash);
create index identity_session_open on identity_session (agency_id, user_id, started_at desc) where ended_at is null;
create table identity_device (
  agency_id uuid not null,
  user_id uuid not null,
  token_hash bytea not null,
  failed_count int not null default 0,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  primary key (agency_id, user_id, token_hash),
  foreign key (agency_id, user_id) references identity_user (agency_id, id)
);
create table identity_ticket (
  agency_id uuid not null,
  token_hash bytea not null,
  user_id uuid not null,
  -- the password that was right; another one since then makes the ticket void
  password_hash text not null,
  failed_count int not null default 0,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (agency_id, token_hash),
  foreign key (agency_id, user_id) references identity_user (agency_id, id)
);
create unique index identity_ticket_token on identity_ticket (token_hash);
create index identity_ticket_user on identity_ticket (agency_id, user_id);
create table identity_link (
  -- the zero id stands for the installation: the link of the very first administrator
  agency_id uuid not null,
  token_hash bytea not null,
  kind text not null check (kind in ('setup', 'new_user', 'reset')),
  user_id uuid,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null,
  primary key (agency_id, token_hash)
);
create unique index identity_link_token on identity_link (token_hash);
create index identity_link_user on identity_link (agency_id, user_id) where used_at is null;
-- the nearest row up the tree of agencies counts
create table identity_policy (
  agency_id uuid primary key references org_agency (id),
  idle_minutes int not null,
  admin_idle_minutes int not null,
  absolute_hours int not null,
  lock_after int not null,
  lock_hours int not null,
  second_factor text not null check (second_factor in ('optional', 'administrators', 'everyone'))
);
`;
