import type { DeskGroup } from '@congvu/contracts';
import { hasRole } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { printDay } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { MailTables } from '../mail.tables.ts';

const SHOWN = 5;

interface StepRow {
  id: string;
  mailbox_id: string;
  address: string;
  kind: MailTables['mail_step']['kind'];
  agency: string;
  created_at: Date;
  total: number;
}

const VERBS: Record<StepRow['kind'], string> = {
  create: 'Tạo hộp thư',
  lock: 'Khóa hộp thư',
  unlock: 'Mở lại hộp thư',
  rename: 'Đổi địa chỉ hộp thư',
  forward: 'Chuyển tiếp thư của hộp thư',
  close: 'Lưu trữ rồi đóng hộp thư',
};

const STEPS = `
  with recursive scope as (
    select id from org_agency where id = $1
    union
    select below.id from org_agency below join scope on below.parent_id = scope.id
  )
  select step.id, step.mailbox_id, mailbox.address, step.kind, agency.short_name as agency, step.created_at,
    count(*) over () as total
  from mail_step step
  join mailbox on mailbox.agency_id = step.agency_id and mailbox.id = step.mailbox_id
  join org_agency agency on agency.id = step.agency_id
  where step.done_at is null and step.agency_id in (select id from scope)
  order by step.created_at, step.id limit ${SHOWN}`;

interface ProblemRow {
  mailbox_id: string;
  address: string;
  error_text: string;
  agency: string;
  created_at: Date;
  total: number;
}

const PROBLEMS = `
  with recursive scope as (
    select id from org_agency where id = $1
    union
    select below.id from org_agency below join scope on below.parent_id = scope.id
  )
  select failed.mailbox_id, mailbox.address, failed.error_text, agency.short_name as agency, failed.created_at,
    count(*) over () as total
  from (
    select distinct on (mailbox_id) mailbox_id, error_text, created_at, seq from mail_command
    where state = 'failed' and agency_id in (select id from scope) order by mailbox_id, seq
  ) failed
  join mailbox on mailbox.id = failed.mailbox_id
  join org_agency agency on agency.id = mailbox.agency_id
  order by failed.seq limit ${SHOWN}`;

/** What the mail system refused: nobody tries it again until a person has looked. */
async function problemGroup({ db, subject }: ActingContext): Promise<DeskGroup> {
  const rows = await rawQuery<ProblemRow>(db, PROBLEMS, [subject.agencyId]);
  return {
    key: 'mail.problems',
    title: 'Hệ thống thư không nhận',
    tab: { key: 'mail', label: 'Thư công vụ' },
    count: rows[0]?.total ?? 0,
    rows: rows.map((row) => ({
      id: row.mailbox_id,
      channel: 'mail',
      channelLabel: 'Thư công vụ',
      sentence: [
        { text: 'Hộp thư ' },
        { text: row.address, strong: true },
        { text: `, ${row.agency}: ${row.error_text}` },
      ],
      proof: `Từ ngày ${printDay(vietnamDate(row.created_at))}`,
      link: `/so-thu?id=${row.mailbox_id}`,
      action: { label: 'Xem và gửi lại', link: `/so-thu?id=${row.mailbox_id}` },
    })),
  };
}

/** What has to be done on the mail system by hand, as long as none is connected. */
export async function mailDesk(context: ActingContext): Promise<DeskGroup[]> {
  const { db, subject } = context;
  if (!hasRole(subject, 'focal', 'administrator')) {
    return [];
  }
  const [rows, problems] = await Promise.all([rawQuery<StepRow>(db, STEPS, [subject.agencyId]), problemGroup(context)]);
  return [
    {
      key: 'mail.steps',
      title: 'Chờ làm trên hệ thống thư',
      tab: { key: 'mail', label: 'Thư công vụ' },
      count: rows[0]?.total ?? 0,
      rows: rows.map((row) => ({
        id: row.id,
        channel: 'mail',
        channelLabel: 'Thư công vụ',
        sentence: [{ text: `${VERBS[row.kind]} ` }, { text: row.address, strong: true }, { text: `, ${row.agency}.` }],
        proof: `Từ ngày ${printDay(vietnamDate(row.created_at))}`,
        link: `/so-thu?id=${row.mailbox_id}`,
        action: { label: 'Xác nhận đã làm', link: `/so-thu?id=${row.mailbox_id}` },
      })),
    },
    problems,
  ];
}
