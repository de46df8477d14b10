export const sql = `
-- agency_id of every table: the guiding office, whose security officer looks after the mailboxes of the agencies around it
create table threat_office (
  agency_id uuid not null primary key references org_agency (id),
  -- locked by whoever reports: one mail becomes one cluster, numbers have no gaps
  last_cluster int not null default 0,
  last_incident int not null default 0,
  digest_on date
);
create table threat_cluster (
  agency_id uuid not null references threat_office (agency_id),
  id uuid not null,
  number int not null,
  from_address text not null,
  from_domain text not null,
  subject text not null,
  preview text not null default '',
  hosts text[] not null default '{}',
  -- simhash of the words, 16 hexadecimal digits; empty when the mail has too few words
  fingerprint text not null default '',
  reasons jsonb not null default '[]',
  state text not null check (state in ('waiting', 'forged', 'genuine')),
  reporters int not null default 0,
  -- mailboxes of the office that had it when it was last counted
  boxes int not null default 0,
  first_reported_at timestamptz not null,
  last_reported_at timestamptz not null,
  concluded_at timestamptz,
  concluded_by_name text not null default '',
  conclusion text not null default '',
  warning_document_id uuid,
  primary key (agency_id, id)
);
create unique index threat_cluster_number on threat_cluster (agency_id, number);
create index threat_cluster_newest on threat_cluster (agency_id, last_reported_at desc, id desc);
create index threat_cluster_from on threat_cluster (agency_id, from_domain);
create table threat_cluster_message (
  agency_id uuid not null,
  message_id uuid not null,
  cluster_id uuid not null,
  primary key (agency_id, message_id),
  foreign key (agency_id, cluster_id) references threat_cluster (agency_id, id)
);
create index threat_cluster_message_of on threat_cluster_message (agency_id, cluster_id);
create table threat_report (
  agency_id uuid not null,
  id uuid not null,
  cluster_id uuid not null,
  message_id uuid not null,
  kind text not null check (kind in ('forged', 'genuine')),
  reporter_agency_id uuid not null,
  reporter_person_id uuid not null,
  reporter_name text not null,
  reporter_agency_name text not null,
  mailbox_id uuid not null,
  email_id uuid not null,
  reported_at timestamptz not null,
  withdrawn_at timestamptz,
  -- the report has put the reporter's copy into the bin: it comes back when the mail is genuine
  set_aside boolean not null default false,
  primary key (agency_id, id),
  foreign key (agency_id, cluster_id) references threat_cluster (agency_id, id)
);
-- a person says one thing of one mail, however often the button is pressed
create unique index threat_report_once on threat_report (agency_id, message_id, reporter_person_id) where withdrawn_at is null;
create index threat_report_cluster on threat_report (agency_id, cluster_id, reported_at);
create index threat_report_mine on threat_report (reporter_person_id, reported_at desc);
create table threat_event (
  agency_id uuid not null,
  id uuid not null,
  cluster_id uuid not null,
  at timestamptz not null,
  actor_name text not null,
  text text not null,
  primary key (agency_id, id)
);
create index threat_event_cluster on threat_event (agency_id, cluster_id, id desc);
create table threat_retraction (
  agency_id uuid not null,
  id uuid not null,
  cluster_id uuid not null,
  state text not null check (state in ('running', 'done', 'restoring', 'restored')),
  reason text not null,
  total int not null default 0,
  moved int not null default 0,
  by_name text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  primary key (agency_id, id),
  foreign key (agency_id, cluster_id) references threat_cluster (agency_id, id)
);
-- one at a time: a second press finds the first
create unique index threat_retraction_live on threat_retraction (agency_id, cluster_id) where state <> 'restored';
create table threat_rule (
  agency_id uuid not null,
  id uuid not null,
  cluster_id uuid not null,
  -- hosts whose mail is stopped: suspicious ones alone, never a place where everybody has pages
  hosts text[] not null default '{}',
  since timestamptz not null,
  by_name text not null,
  lifted_at timestamptz,
  lifted_by_name text not null default '',
  lifted_reason text not null default '',
  primary key (agency_id, id),
  foreign key (agency_id, cluster_id) references threat_cluster (agency_id, id)
);
create unique index threat_rule_live on threat_rule (agency_id, cluster_id) where lifted_at is null;
-- who went on to an address through the page that warns
create table threat_link_open (
  agency_id uuid not null,
  id uuid not null,
  message_id uuid not null,
  mailbox_id uuid not null,
  person_id uuid not null,
  person_agency_id uuid not null,
  host text not null,
  opened_at timestamptz not null,
  primary key (agency_id, id)
);
create unique index threat_link_open_once on threat_link_open (agency_id, message_id, person_id, host);
create table threat_notice (
  agency_id uuid not null,
  id uuid not null,
  cluster_id uuid not null,
  title text not null,
  text text not null,
  until date not null,
  sent_at timestamptz not null,
  by_name text not null,
  primary key (agency_id, id)
);
create unique index threat_notice_cluster on threat_notice (agency_id, cluster_id);
create table threat_notice_receipt (
  agency_id uuid not null,
  notice_id uuid not null,
  person_id uuid not null,
  person_agency_id uuid not null,
  until date not null,
  read_at timestamptz,
  primary key (agency_id, notice_id, person_id),
  foreign key (agency_id, notice_id) references threat_notice (agency_id, id)
);
create index threat_notice_receipt_mine on threat_notice_receipt (person_id) where read_at is null;
create table threat_incident (
  agency_id uuid not null,
  id uuid not null,
  number int not null,
  person_id uuid not null,
  person_agency_id uuid not null,
  person_name text not null,
  unit_name text not null,
  agency_name text not null,
  unit_id uuid not null,
  mailbox_id uuid,
  message_id uuid,
  cluster_id uuid,
  subject text not null default '',
  note text not null default '',
  -- since when somebody else may have had the password
  exposed_at timestamptz not null,
  opened_at timestamptz not null,
  report_by timestamptz not null,
  state text not null check (state in ('open', 'closed')),
  -- what was done at once: sessions ended, app passwords revoked, forwards cleared
  done jsonb not null default '{}',
  sent_since jsonb not null default '[]',
  closed_at timestamptz,
  closed_by_name text not null default '',
  closed_note text not null default '',
  primary key (agency_id, id)
);
create unique index threat_incident_number on threat_incident (agency_id, number);
create unique index threat_incident_open on threat_incident (agency_id, person_id) where state = 'open';
-- what the addressee asked and the officer answered about a mail held back; the mail itself lies with the mailboxes
create table threat_release (
  agency_id uuid not null,
  id uuid not null,
  item_id uuid not null,
  mailbox_id uuid not null,
  state text not null check (state in ('asked', 'released', 'refused')),
  asked_by uuid,
  asked_by_name text not null default '',
  asked_agency_id uuid,
  asked_reason text not null default '',
  asked_at timestamptz,
  decided_by_name text not null default '',
  decided_reason text not null default '',
  decided_at timestamptz,
  primary key (agency_id, id)
);
create unique index threat_release_item on threat_release (agency_id, item_id);
create table threat_drill_template (
  agency_id uuid not null,
  code text not null,
  approved_by_name text not null,
  approved_person_id uuid not null,
  approved_at timestamptz not null,
  primary key (agency_id, code)
);
create table threat_drill (
  agency_id uuid not null,
  id uuid not null,
  name text not null,
  template text not null,
  difficulty text not null check (difficulty in ('easy', 'moderate', 'hard')),
  state text not null check (state in ('sending', 'running', 'ended')),
  started_at timestamptz not null,
  ends_at timestamptz not null,
  by_name text not null,
  primary key (agency_id, id)
);
create table threat_drill_target (
  agency_id uuid not null,
  drill_id uuid not null,
  mailbox_id uuid not null,
  person_id uuid not null,
  person_agency_id uuid not null,
  unit_id uuid not null,
  token text not null,
  message_id uuid,
  sent_at timestamptz,
  reported_at timestamptz,
  clicked_at timestamptz,
  primary key (agency_id, drill_id, person_id),
  foreign key (agency_id, drill_id) references threat_drill (agency_id, id)
);
create unique index threat_drill_target_token on threat_drill_target (token);
create unique index threat_drill_target_message on threat_drill_target (message_id) where message_id is not null;
create table threat_scan (
  agency_id uuid not null,
  id uuid not null,
  unit_agency_id uuid not null,
  unit_name text not null,
  machines int not null,
  scanned int not null,
  engine text not null,
  scanned_on date not null,
  not_updated int not null,
  auto_protect int not null,
  firewall int not null,
  systems jsonb not null default '[]',
  findings jsonb not null default '[]',
  note text not null default '',
  declared_by uuid not null,
  declared_by_name text not null,
  declared_at timestamptz not null,
  primary key (agency_id, id)
);
create index threat_scan_newest on threat_scan (agency_id, scanned_on desc, id desc);
create index threat_scan_unit on threat_scan (agency_id, unit_agency_id, scanned_on desc);
-- everything a forger sent of late, whatever the words: read when a mail is reported
create index mail_message_sender_domain on mail_message (lower(split_part(from_list -> 0 ->> 'address', '@', 2)), received_at desc);
`;
