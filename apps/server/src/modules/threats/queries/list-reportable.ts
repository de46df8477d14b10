import type { ReportableMail } from '@congvu/contracts';
import { mailboxesOf } from '#modules/mail';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';

const DAYS = 14;
const DAY_MS = 86_400_000;
const MOST = 30;

interface Row {
  mailboxId: string;
  mailboxAddress: string;
  emailId: string;
  subject: string;
  from: { address: string }[];
  receivedAt: Date;
}

const NEWEST = `
  select item.mailbox_id as "mailboxId", mailbox.address as "mailboxAddress", item.id as "emailId", message.subject,
    message.from_list as "from", item.received_at as "receivedAt"
  from mail_item item
  join mailbox on mailbox.id = item.mailbox_id
  join mail_message message on message.id = item.message_id
  join mail_folder folder on folder.agency_id = item.agency_id and folder.id = item.folder_id
  where item.mailbox_id = any ($1::uuid[]) and item.direction = 'in' and item.received_at >= $2
    and item.deleted_at is null and item.retracted_at is null and folder.role is distinct from 'quarantine'
    and not exists (select 1 from threat_report report where report.message_id = item.message_id
      and report.reporter_person_id = $3 and report.withdrawn_at is null)
  order by item.received_at desc, item.id desc limit ${MOST}`;

/** Mailboxes of the person that open in mail programs only. */
export async function boxesElsewhere({ db, subject }: ActingContext): Promise<Set<string>> {
  const [all, here] = await Promise.all([
    mailboxesOf(db, subject.personId, subject.agencyId, 'anywhere'),
    mailboxesOf(db, subject.personId, subject.agencyId),
  ]);
  const opened = new Set(here.map(({ mailboxId }) => mailboxId));
  return new Set(all.map(({ mailboxId }) => mailboxId).filter((id) => !opened.has(id)));
}

/** What came to them of late: mail programs have no button of ours, so it is reported from a list. */
export async function listReportable(context: ActingContext, boxes: ReadonlySet<string>): Promise<ReportableMail[]> {
  const { db, clock, subject } = context;
  const since = new Date(clock.now().getTime() - DAYS * DAY_MS);
  const rows = boxes.size === 0 ? [] : await rawQuery<Row>(db, NEWEST, [[...boxes], since, subject.personId]);
  return rows.map(({ from, receivedAt, ...row }) => ({
    ...row,
    fromAddress: from[0]?.address ?? '',
    receivedAt: receivedAt.toISOString(),
  }));
}
