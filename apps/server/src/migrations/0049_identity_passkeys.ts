export const sql = `
-- how many passkeys the account has: kept by whoever adds or removes one, read at every sign-in and request
alter table identity_user add passkey_count int not null default 0;
-- the person took the certificate on the token as second factor; which one is the business of the register of certificates
alter table identity_user add certificate_since timestamptz;
-- opened again by an administrator: from here the days of not being used are counted anew
alter table identity_user add reopened_at timestamptz;
create table identity_passkey (
  agency_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  credential_id bytea not null,
  -- COSE (RFC 9052), as the authenticator gave it
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}',
  name text not null,
  -- copied by the maker of the device to other devices of the same person
  synced boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  primary key (agency_id, id),
  foreign key (agency_id, user_id) references identity_user (agency_id, id)
);
create unique index identity_passkey_credential on identity_passkey (credential_id);
create index identity_passkey_user on identity_passkey (agency_id, user_id);
-- challenges carry their own seal and term; here stand those that were used, until the term is over
create table identity_used_challenge (
  challenge_hash bytea primary key,
  expires_at timestamptz not null
);
create index identity_used_challenge_expires on identity_used_challenge (expires_at);
-- when the person last proved who he is: signing in counts
alter table identity_session add proved_at timestamptz;
alter table identity_policy add step_up_minutes int not null default 5;
-- where signing out goes on when the session was opened by the common account of the province
alter table identity_session add logout_url text;
create table identity_sso (
  agency_id uuid primary key references org_agency (id),
  name text not null,
  issuer text not null,
  client_id text not null,
  client_secret bytea not null,
  match text not null check (match in ('identity_number', 'email')),
  claim text not null,
  second_factor_values text[] not null,
  enabled boolean not null
);
-- who an account is at a provider (OpenID Connect Core 5.7): the subject never changes hands, an address may
create table identity_sso_subject (
  agency_id uuid not null,
  user_id uuid not null,
  issuer text not null,
  subject text not null,
  linked_at timestamptz not null,
  primary key (agency_id, user_id, issuer),
  foreign key (agency_id, user_id) references identity_user (agency_id, id)
);
create unique index identity_sso_subject_key on identity_sso_subject (issuer, subject);
-- somebody looked through the accounts and rights of an agency, up to a moment (QCVN 12:2026/BCA 3.7.2.2, 3.7.2.9)
create table identity_review (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  seen_until timestamptz not null,
  at timestamptz not null,
  by_name text not null,
  accounts int not null,
  changes int not null,
  note text not null,
  primary key (agency_id, id)
);
create table identity_security_event (
  agency_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  kind text not null,
  at timestamptz not null,
  device text not null,
  ip text not null,
  -- a name the person gave: of a passkey, of a mail program
  what text not null default '',
  denied_at timestamptz,
  primary key (agency_id, id),
  foreign key (agency_id, user_id) references identity_user (agency_id, id)
);
create index identity_security_event_user on identity_security_event (agency_id, user_id, id desc);
`;
