export const sql = `
-- the life after sending (Decree 30/2020 Art. 18; spec interchange §2.5, §4, §5)
alter table document_relation drop constraint document_relation_kind_check;
alter table document_relation add constraint document_relation_kind_check
  check (kind in ('reply', 'basis', 'replaces', 'corrects', 'recalls', 'updates'));
-- a document of which nothing moves any more: the sender's copy of what was recalled, what is left at a receiver
create table document_freeze (
  agency_id uuid not null,
  document_id uuid not null,
  kind text not null check (kind in ('taken_back', 'recalled', 'replaced')),
  -- "Thu hồi theo Công văn 12/UBND-VP ngày 25/3/2021": registers, banners and the public check print it
  text text not null,
  at timestamptz not null,
  frozen_by text not null,
  primary key (agency_id, document_id),
  foreign key (agency_id, document_id) references document (agency_id, id)
);
alter table incoming_document drop constraint incoming_document_state_check;
alter table incoming_document add constraint incoming_document_state_check check (state in
  ('received', 'registered', 'awaiting_directive', 'in_progress', 'awaiting_result_approval', 'done', 'returned', 'recalled'));
-- numbers that letters of the same sender name and that have not come yet: a correction may overtake what it corrects
create table incoming_reference (
  agency_id uuid not null,
  number_symbol text not null,
  document_id uuid not null,
  primary key (agency_id, number_symbol, document_id),
  foreign key (agency_id, document_id) references incoming_document (agency_id, id)
);
-- the bytes of an envelope whose document was recalled and destroyed are gone; its hash stays
alter table interchange_inbox add column forgotten_at timestamptz;
create index interchange_inbox_bytes on interchange_inbox (sha256);
-- what we ask of those who have a letter of ours
create table amendment (
  agency_id uuid not null,
  id uuid not null,
  -- the outgoing document that is amended, and the one that amends it; null when asked back by status 13
  target_id uuid not null,
  amending_id uuid,
  kind text not null check (kind in ('take_back', 'recall', 'replace', 'correct', 'update')),
  state text not null check (state in ('drafted', 'awaiting_consent', 'declined', 'asked')),
  reason text not null,
  requested_by text not null,
  requested_by_person_id uuid not null,
  requested_at timestamptz not null,
  consent_by text,
  consent_at timestamptz,
  consent_reason text not null default '',
  primary key (agency_id, id)
);
create unique index amendment_letter on amendment (agency_id, amending_id, target_id) where amending_id is not null;
create index amendment_target on amendment (agency_id, target_id, id);
create index amendment_consent on amendment (agency_id, id) where state = 'awaiting_consent';
create table amendment_receiver (
  agency_id uuid not null,
  amendment_id uuid not null,
  -- of the amended document
  dispatch_id uuid not null,
  receiver_agency_id uuid,
  receiver_name text not null,
  receiver_code text not null,
  sort_order int not null,
  state text not null check (state in ('planned', 'asked', 'agreed', 'rejected', 'on_paper')),
  -- every asking and its answer, oldest first
  rounds jsonb not null default '[]',
  paper text not null default 'none' check (paper in ('none', 'due', 'back')),
  paper_back_on date,
  paper_note text not null default '',
  primary key (agency_id, amendment_id, dispatch_id),
  foreign key (agency_id, amendment_id) references amendment (agency_id, id)
);
create index amendment_receiver_dispatch on amendment_receiver (agency_id, dispatch_id);
create index amendment_receiver_paper on amendment_receiver (agency_id, amendment_id) where paper = 'due';
-- what a sender asks of us about a letter we have
create table amendment_request (
  -- who answers; the document may belong to an agency that has closed since and whose work goes on here
  agency_id uuid not null,
  id uuid not null,
  target_agency_id uuid not null,
  target_id uuid not null,
  kind text not null check (kind in ('take_back', 'recall', 'replace', 'update')),
  -- the incoming document that asks; null for status 13
  letter_id uuid,
  message_id text not null default '',
  reason text not null,
  sender_name text not null,
  round int not null default 1,
  state text not null check (state in ('waiting', 'agreed', 'rejected', 'lapsed')),
  asked_at timestamptz not null,
  answer_by date not null,
  answered_at timestamptz,
  answered_by text not null default '',
  answer_note text not null default '',
  -- what agreeing did: hashes of what was destroyed, how many parts stopped
  effect jsonb,
  primary key (agency_id, id)
);
create unique index amendment_request_letter on amendment_request (target_agency_id, target_id, letter_id, kind)
  where letter_id is not null;
create unique index amendment_request_message on amendment_request (target_agency_id, message_id) where message_id <> '';
create unique index amendment_request_open on amendment_request (target_agency_id, target_id)
  where state = 'waiting' and kind = 'take_back';
create index amendment_request_target on amendment_request (target_agency_id, target_id, id);
create index amendment_request_waiting on amendment_request (agency_id, answer_by, id) where state = 'waiting';
create table amendment_setting (
  agency_id uuid not null primary key,
  consent_rule text not null check (consent_rule in ('always', 'after_registration', 'never'))
);
`;
