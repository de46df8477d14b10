export const sql = `
-- one message that was taken for an agency: who brought it, what was found (QCVN 12:2026/BCA 3.9: kept 12 months at least)
create table mailflow_intake (
  agency_id uuid not null,
  id uuid not null,
  received_at timestamptz not null,
  source text not null check (source in ('smtp', 'submission', 'inside', 'filter')),
  client_ip text not null,
  client_name text not null,
  secure boolean not null,
  mail_from text not null,
  sha256 text not null,
  size bigint not null,
  recipients int not null,
  auth jsonb not null,
  verdict text not null,
  av text not null,
  quarantined boolean not null,
  primary key (agency_id, id)
);
create index mailflow_intake_time on mailflow_intake (agency_id, received_at desc);
create index mailflow_intake_bytes on mailflow_intake (sha256);
-- what goes out: one row a recipient
create table mailflow_outbound (
  agency_id uuid not null,
  id uuid not null,
  -- of webmail, or made of the bytes for forwards and notices: the same mail is queued once
  submission_id uuid not null,
  kind text not null check (kind in ('submission', 'forward', 'notice')),
  mailbox_id uuid not null,
  -- '' for notices: nobody answers a bounce with a bounce (RFC 5321 §6.1)
  mail_from text not null,
  recipient text not null,
  -- what is sent together: 'inside' or the domain of the recipient
  route text not null,
  sha256 text not null,
  size bigint not null,
  state text not null check (state in ('queued', 'sent', 'failed', 'cancelled')),
  attempts int not null default 0,
  queued_at timestamptz not null,
  next_at timestamptz not null,
  leased_until timestamptz,
  last_reply text not null default '',
  delay_told_at timestamptz,
  done_at timestamptz,
  primary key (agency_id, id)
);
create unique index mailflow_outbound_once on mailflow_outbound (agency_id, submission_id, recipient);
create index mailflow_outbound_due on mailflow_outbound (next_at) where state = 'queued';
create table mailflow_domain (
  agency_id uuid not null,
  id uuid not null,
  domain text not null,
  -- a name that never sends: parked records only
  parked boolean not null default false,
  dmarc_policy text not null check (dmarc_policy in ('none', 'quarantine', 'reject')),
  sts_mode text not null check (sts_mode in ('none', 'testing', 'enforce')),
  -- changes with every change of the policy (RFC 8461 §3.1)
  sts_id text not null,
  mx_hosts text[] not null default '{}',
  sender_ips text[] not null default '{}',
  report_address text not null default '',
  created_at timestamptz not null,
  changed_at timestamptz not null,
  checked_at timestamptz,
  checks jsonb not null default '[]',
  primary key (agency_id, id)
);
create unique index mailflow_domain_name on mailflow_domain (domain);
create table mailflow_key (
  agency_id uuid not null,
  id uuid not null,
  domain_id uuid not null,
  selector text not null,
  algorithm text not null check (algorithm in ('rsa', 'ed25519')),
  public_key text not null,
  -- sealed with the key 'mail-domains', bound to the id of the row
  private_key bytea not null,
  -- made, its record is to be published → signs → signs no more, its record stays while mail is under way
  state text not null check (state in ('made', 'active', 'retired')),
  created_at timestamptz not null,
  activated_at timestamptz,
  retired_at timestamptz,
  primary key (agency_id, id),
  foreign key (agency_id, domain_id) references mailflow_domain (agency_id, id) on delete cascade
);
create unique index mailflow_key_selector on mailflow_key (agency_id, domain_id, selector);
create index mailflow_domain_reports on mailflow_domain (report_address) where report_address <> '';
-- what others say of mail that bears our name (DMARC, RFC 7489 §7.2) and of their connections to us (TLS-RPT, RFC 8460)
create table mailflow_report (
  agency_id uuid not null,
  id uuid not null,
  domain_id uuid not null,
  kind text not null check (kind in ('dmarc', 'tls')),
  reporter text not null,
  report_id text not null,
  begins timestamptz not null,
  ends timestamptz not null,
  -- the mail it came in
  sha256 text not null,
  received_at timestamptz not null,
  primary key (agency_id, id),
  foreign key (agency_id, domain_id) references mailflow_domain (agency_id, id) on delete cascade
);
create unique index mailflow_report_once on mailflow_report (agency_id, domain_id, kind, reporter, report_id);
create index mailflow_report_time on mailflow_report (agency_id, domain_id, ends);
create table mailflow_report_source (
  agency_id uuid not null,
  report_id uuid not null,
  nr int not null,
  source_ip inet not null,
  header_from text not null,
  letters bigint not null,
  disposition text not null check (disposition in ('none', 'quarantine', 'reject')),
  dkim boolean not null,
  spf boolean not null,
  primary key (agency_id, report_id, nr),
  foreign key (agency_id, report_id) references mailflow_report (agency_id, id) on delete cascade
);
create table mailflow_report_tls (
  agency_id uuid not null,
  report_id uuid not null,
  nr int not null,
  policy_type text not null,
  succeeded bigint not null,
  failed bigint not null,
  failures jsonb not null,
  primary key (agency_id, report_id, nr),
  foreign key (agency_id, report_id) references mailflow_report (agency_id, id) on delete cascade
);
-- what the antivirus said of itself; one row
create table mailflow_antivirus (
  only_row boolean primary key default true check (only_row),
  -- engine and signatures, as VERSION answers
  engine text not null,
  changed_at timestamptz not null,
  checked_at timestamptz not null,
  -- since when it does not answer; null while it does
  silent_since timestamptz,
  alarmed_at timestamptz,
  -- mails that came before this are still to be scanned with the new signatures; null when none
  rescan_before timestamptz,
  -- the same for mails that lie on Dovecot
  dovecot_before timestamptz
);
-- A mail that Postfix of the office handed over to be judged, one row a receiver: what was done with it, so that a repetition is
-- recognised, a held one can be let through later and a copy can be taken out of Dovecot and put back.
create table mailflow_passage (
  agency_id uuid not null,
  id uuid not null,
  -- of the bytes as they came, also the header X-CongVu-Id of what was handed back
  sha256 text not null,
  -- of Postfix; '' for what a program of our people hands in
  queue_id text not null,
  mail_from text not null,
  -- as the sender wrote it
  recipient text not null,
  -- the mailbox it is for, or lies in; null for receivers elsewhere
  mailbox_id uuid,
  message_id uuid,
  -- being handed back: nothing is known until it is 'passed' → lies with Postfix or Dovecot → taken out of Dovecot; held: kept from the receiver
  state text not null check (state in ('handing', 'passed', 'out', 'held')),
  at timestamptz not null,
  changed_at timestamptz not null,
  primary key (agency_id, id)
);
create unique index mailflow_passage_once on mailflow_passage (sha256, queue_id, recipient);
create index mailflow_passage_copy on mailflow_passage (message_id, mailbox_id);
create index mailflow_passage_kept on mailflow_passage (message_id) where state in ('held', 'out');
create index mailflow_passage_time on mailflow_passage (at);
-- few: what the security officer took back
create index mail_item_retracted on mail_item (message_id) where retracted_at is not null;
`;
