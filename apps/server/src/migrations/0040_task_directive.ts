export const sql = `
-- exceptions to Monday to Friday: public holidays, days in lieu, Saturdays worked
create table task_calendar_day (
  day date primary key,
  working boolean not null,
  name text not null
);
insert into task_calendar_day (day, working, name) values
  ('2021-01-01', false, 'Tết Dương lịch'),
  ('2021-02-10', false, 'Tết Tân Sửu'), ('2021-02-11', false, 'Tết Tân Sửu'), ('2021-02-12', false, 'Tết Tân Sửu'),
  ('2021-02-15', false, 'Tết Tân Sửu'), ('2021-02-16', false, 'Tết Tân Sửu'),
  ('2021-04-21', false, 'Giỗ Tổ Hùng Vương'),
  ('2021-04-30', false, 'Ngày Chiến thắng'), ('2021-05-03', false, 'Nghỉ bù Quốc tế Lao động'),
  ('2021-09-02', false, 'Quốc khánh'), ('2021-09-03', false, 'Quốc khánh');
create table task_directive (
  agency_id uuid not null,
  id uuid not null,
  object_kind text not null,
  object_id uuid not null,
  -- the assignment a unit head passes on; null for the leader's bút phê
  assignment_id uuid,
  text text not null,
  given_by_person_id uuid not null,
  given_by_position_id uuid not null,
  given_by text not null,
  given_by_title text not null,
  given_at timestamptz not null,
  due_on date,
  needs_approval boolean not null default true,
  primary key (agency_id, id)
);
create index task_directive_object on task_directive (agency_id, object_kind, object_id, id);
create table task_assignment (
  agency_id uuid not null,
  id uuid not null,
  object_kind text not null,
  object_id uuid not null,
  directive_id uuid not null,
  parent_id uuid,
  role text not null check (role in ('lead', 'coordinating', 'informed')),
  state text not null check (state in ('given', 'in_progress', 'reported', 'done', 'withdrawn')),
  unit_id uuid not null,
  unit_name text not null,
  position_id uuid,
  person_id uuid,
  person_name text,
  position_title text,
  due_on date,
  note text not null default '',
  assigned_by_person_id uuid not null,
  assigned_by text not null,
  assigned_at timestamptz not null,
  opened_at timestamptz,
  reported_at timestamptz,
  result text not null default '',
  returned_reason text not null default '',
  done_at timestamptz,
  -- what a list row shows of the object, as of the assignment
  object_title text not null,
  object_abstract text not null,
  link text not null,
  directive_text text not null,
  -- which list a row stands in, and where in it: rows without a deadline come last
  box text not null generated always as (case
    when state = 'withdrawn' then 'withdrawn'
    when role = 'informed' then 'informed'
    when state in ('given', 'in_progress') then 'open'
    else state end) stored,
  due_key date not null generated always as (coalesce(due_on, date '9999-12-31')) stored,
  primary key (agency_id, id),
  foreign key (agency_id, directive_id) references task_directive (agency_id, id)
);
create unique index task_assignment_one_lead on task_assignment (agency_id, object_kind, object_id)
  where role = 'lead' and parent_id is null and state <> 'withdrawn';
create index task_assignment_object on task_assignment (agency_id, object_kind, object_id, id);
create index task_assignment_person_due on task_assignment (agency_id, person_id, due_key, id) where box = 'open';
create index task_assignment_person_box on task_assignment (agency_id, person_id, box, id desc);
create index task_assignment_unit_due on task_assignment (agency_id, unit_id, due_key, id) where box = 'open';
create index task_assignment_unit_box on task_assignment (agency_id, unit_id, box, id desc);
create index task_assignment_given_due on task_assignment (agency_id, assigned_by_person_id, due_key, id) where box = 'open';
create index task_assignment_given_box on task_assignment (agency_id, assigned_by_person_id, box, id desc);
create table task_phrase (
  agency_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  text text not null,
  assignments jsonb not null default '[]',
  used_count int not null default 0,
  used_at timestamptz not null,
  primary key (agency_id, id)
);
create unique index task_phrase_person on task_phrase (agency_id, person_id, text);
create index task_phrase_recent on task_phrase (agency_id, person_id, used_at desc);
`;
