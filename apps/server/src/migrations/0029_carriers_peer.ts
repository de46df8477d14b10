export const sql = `
-- the Ed25519 key of this installation, made once; the private half sealed with the key 'installation'
create table carriers_installation (
  only_one boolean primary key default true check (only_one),
  public_key bytea not null,
  sealed_key bytea not null,
  created_at timestamptz not null
);
-- another installation of this product; its connection carries name, address, share and health
create table carriers_peer (
  agency_id uuid not null,
  id uuid not null,
  -- proposed: nobody has compared the fingerprint; confirmed: an administrator has; stopped: their key changed since
  state text not null check (state in ('proposed', 'confirmed', 'stopped')),
  public_key bytea not null,
  key_id text not null,
  -- what the other side shows now, while it differs from the key that was confirmed
  offered_key bytea,
  title text not null,
  -- they have confirmed us: told by their side, never taken as ours
  confirmed_there boolean not null default false,
  confirmed_by text,
  confirmed_at timestamptz,
  -- their clock minus ours, measured
  skew_ms bigint,
  looked_at timestamptz,
  -- why a request of theirs, signed with the right key, was refused
  refused_code text not null default '',
  refused_at timestamptz,
  primary key (agency_id, id),
  foreign key (agency_id, id) references carriers_connection (agency_id, id) on delete cascade
);
create unique index carriers_peer_id on carriers_peer (id);
-- one key is one installation, whoever of us speaks with it
create unique index carriers_peer_key on carriers_peer (key_id);
-- installations that ask to be connected: what they say of themselves, a hint for administrators and nothing more
create table carriers_peer_asked (
  key_id text primary key,
  public_key bytea not null,
  endpoint text not null,
  title text not null,
  asked_at timestamptz not null
);
create table carriers_peer_agency (
  peer_id uuid not null references carriers_peer (id) on delete cascade,
  code_key text not null,
  code text not null,
  name text not null,
  -- an administrator lets the peer speak for it
  accepted boolean not null default false,
  -- still hosted there
  listed boolean not null default true,
  primary key (peer_id, code_key)
);
create unique index carriers_peer_agency_accepted on carriers_peer_agency (code_key) where accepted;
-- requests seen, so that none works twice; forgotten when their time is over
create table carriers_peer_nonce (
  peer_id uuid not null references carriers_peer (id) on delete cascade,
  nonce text not null,
  expires_at timestamptz not null,
  primary key (peer_id, nonce)
);
create index carriers_peer_nonce_expiry on carriers_peer_nonce (expires_at);
-- big messages on their way: bytes lie in a file of their own until the message is announced
create table carriers_peer_upload (
  peer_id uuid not null references carriers_peer (id) on delete cascade,
  sha256 text not null,
  size bigint not null,
  received bigint not null default 0,
  -- open: bytes are missing; whole: hash checked, not announced; kept: in the blob store
  state text not null default 'open' check (state in ('open', 'whole', 'kept')),
  changed_at timestamptz not null,
  primary key (peer_id, sha256)
);
-- how far the mailbox of a connection was read (RFC 9051 §2.3.1)
create table carriers_mailbox (
  connection_id uuid primary key references carriers_connection (id) on delete cascade,
  uid_validity bigint not null,
  last_uid bigint not null
);
-- a mail that carries a message or tells that one of ours did not arrive
create table carriers_mail_item (
  -- the agency that runs the connection
  agency_id uuid not null,
  id uuid not null,
  connection_id uuid not null references carriers_connection (id) on delete cascade,
  uid_validity bigint not null,
  uid bigint not null,
  kind text not null check (kind in ('message', 'bounce')),
  -- waiting: the name service gave no answer, looked at again; taken: in the exchange; left: in the mailbox, a clerk looks;
  -- dismissed: a clerk has looked
  state text not null check (state in ('waiting', 'taken', 'left', 'dismissed')),
  from_address text not null default '',
  subject text not null default '',
  sent_at timestamptz,
  seen_at timestamptz not null,
  attempts int not null default 0,
  next_at timestamptz,
  code text not null default '',
  reason text not null default '',
  primary key (agency_id, id),
  unique (connection_id, uid_validity, uid)
);
create index carriers_mail_item_left on carriers_mail_item (agency_id, id desc) where state in ('waiting', 'left');
`;
