export const sql = `
-- accounts of the document system the province pays for; not the sign-in of identity_user, to which one may be linked
create table account (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  name text not null,
  name_key text not null,
  type text not null default 'business' check (type in ('business', 'administration', 'operation', 'technical', 'service')),
  person_id uuid,
  user_id uuid,
  holder_name text not null,
  search_name text not null,
  sort_name text not null,
  position_title text not null default '',
  unit_name text not null default '',
  phone text not null default '',
  state text not null check (state in ('requested', 'active', 'suspended', 'revoke_requested', 'revoked')),
  -- 'sign_in': here because the person signs in here; an import or a request may give it the name the province knows
  source text not null check (source in ('sign_in', 'import', 'request')),
  left_on date,
  -- holder has left: transferred, retired, …; from the personnel record or from an import
  left_reason text,
  -- a second account of one person; the one that is used more counts as the first
  duplicate boolean not null default false,
  kept_reason text,
  kept_until date,
  activated_on date,
  disabled_on date,
  last_sign_in_at timestamptz,
  last_action_at timestamptz,
  -- day of the last use; of the activation, or of the entry here, where it was never used
  used_on date not null,
  mobile_editing_from date,
  mobile_editing_to date,
  -- revoked, but the sign-in stays open until nothing would be orphaned
  shut_waits_since timestamptz,
  shut_reason text,
  source_request_id uuid,
  updated_at timestamptz not null,
  primary key (agency_id, id)
);
-- a name is never given again, to nobody
create unique index account_name on account (name_key);
create index account_person on account (person_id) where person_id is not null;
create index account_user on account (user_id) where user_id is not null;
create index account_of_agency on account (agency_id, sort_name, id);
-- the waste board counts from this index alone
create index account_board on account (agency_id) include (used_on, left_on, duplicate, kept_until)
  where type = 'business' and state in ('active', 'suspended', 'revoke_requested');
create index account_by_name on account (sort_name, id);
create index account_shut on account (shut_waits_since) where shut_waits_since is not null;
create index account_holder on account (search_name);
-- What the waste board adds up, counted once a day and after each change: a province has twelve thousand agencies. A row counts while it is
-- of today and nothing was written since; whatever else is asked for is counted from the accounts themselves.
create table account_count (
  agency_id uuid primary key,
  counted_on date not null,
  accounts int not null,
  idle int not null,
  gone int not null,
  duplicate int not null,
  kept int not null
);
-- Appended only: writers of one agency never wait for each other here.
create table account_touched (agency_id uuid not null);
create index account_touched_agency on account_touched (agency_id);
create function account_touch() returns trigger language plpgsql as $$
begin
  insert into account_touched select distinct agency_id from touched;
  return null;
end $$;
create trigger account_inserted after insert on account referencing new table as touched for each statement execute function account_touch();
create trigger account_updated after update on account referencing new table as touched for each statement execute function account_touch();
create trigger account_deleted after delete on account referencing old table as touched for each statement execute function account_touch();
create table account_history (
  agency_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  at timestamptz not null,
  who text not null,
  text text not null,
  link text,
  primary key (agency_id, id)
);
create index account_history_account on account_history (agency_id, account_id, id desc);
-- dated data: what one account costs a year and who pays (letter, section 3: "khoảng 20.000 đồng")
create table account_tariff (
  valid_from date primary key,
  amount_vnd int not null,
  payer text not null,
  basis text not null
);
insert into account_tariff values ('2021-01-01', 20000, 'UBND tỉnh', 'Công văn tháng 3/2021 của UBND huyện, mục 3: khoảng 20.000 đồng một tài khoản một năm');
-- dated data: after how many days without use an account counts as idle
create table account_idle_rule (
  valid_from date primary key,
  days int not null,
  basis text not null
);
insert into account_idle_rule values ('2021-01-01', 45, 'QCVN 12:2026/BCA, mục 3.7.2.7.6 (trước ngày có hiệu lực: thông lệ rà soát)');
create table account_attestation (
  agency_id uuid not null references org_agency (id),
  id uuid not null,
  quarter text not null,
  asked_by_agency_id uuid not null,
  asked_at timestamptz not null,
  due_on date not null,
  state text not null check (state in ('waiting', 'attested', 'escalated')),
  -- without use on the day of asking: each of them gets an answer
  account_ids uuid[] not null,
  reminded_at timestamptz,
  escalated_at timestamptz,
  attested_at timestamptz,
  attested_by uuid,
  attested_by_name text,
  answers jsonb not null default '[]',
  primary key (agency_id, id)
);
create unique index account_attestation_once on account_attestation (agency_id, quarter);
create index account_attestation_due on account_attestation (state, due_on);
create index account_attestation_asked on account_attestation (asked_by_agency_id, quarter, state);
create table account_import (
  agency_id uuid not null,
  id uuid not null,
  file_name text not null,
  rows jsonb not null,
  created_by uuid not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  primary key (agency_id, id)
);
`;
