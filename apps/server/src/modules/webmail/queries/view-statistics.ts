import type { MailStatistics, MailStatisticsQuery } from '@congvu/contracts';
import { listUnits } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { mailPolicies } from '../webmail.policy.ts';

interface Row {
  unit_id: string | null;
  sent: number;
  recipients: number;
  free: number;
  citizens: number;
  refused: number;
}

const BY_UNIT = `
  with sent as (
    select submission.unit_id, count(*)::int as sent,
      sum((select count(*) from mail_submission_recipient receiver
        where receiver.agency_id = submission.agency_id and receiver.submission_id = submission.id))::int as recipients
    from mail_submission submission
    where submission.agency_id = $1 and submission.created_at >= $2 and submission.created_at < $3
      and submission.undo_status = 'final' and submission.person_id is not null
    group by submission.unit_id),
  used as (
    select use.unit_id, (count(*) filter (where use.kind = 'warned'))::int as free,
      (count(*) filter (where use.kind = 'citizen'))::int as citizens, (count(*) filter (where use.kind = 'refused'))::int as refused
    from mail_free_use use left join mail_submission submission on submission.agency_id = use.agency_id and submission.id = use.submission_id
    where use.agency_id = $1 and use.at >= $2 and use.at < $3 and coalesce(submission.undo_status, 'final') <> 'canceled'
    group by use.unit_id)
  select coalesce(sent.unit_id, used.unit_id) as unit_id, coalesce(sent.sent, 0) as sent, coalesce(sent.recipients, 0) as recipients,
    coalesce(used.free, 0) as free, coalesce(used.citizens, 0) as citizens, coalesce(used.refused, 0) as refused
  from sent full join used on used.unit_id = sent.unit_id`;

function midnight(day: string, plusDays: number): Date {
  return new Date(Date.parse(`${day}T00:00:00+07:00`) + plusDays * 86_400_000);
}

/** Mail by unit, and what went to free mail: for the board of the letter, section 4. */
export async function viewStatistics(context: ActingContext, query: MailStatisticsQuery): Promise<MailStatistics> {
  const { subject, db } = context;
  mailPolicies.authorize('webmail.statistics', subject, null);
  const rows = await rawQuery<Row>(db, BY_UNIT, [subject.agencyId, midnight(query.from, 0), midnight(query.until, 1)]);
  const units = await listUnits(db, subject.agencyId, vietnamDate(context.clock.now()));
  const names = new Map(units.map(({ id, name }) => [id, name]));
  const order = new Map(units.map(({ id }, at) => [id, at]));
  const place = (row: Row) => order.get(row.unit_id ?? '') ?? units.length;
  return {
    units: rows
      .sort((a, b) => place(a) - place(b))
      .map((row) => ({
        unitId: row.unit_id,
        unitName: names.get(row.unit_id ?? '') ?? 'Đơn vị cũ',
        sent: row.sent,
        recipients: row.recipients,
        freeMail: row.free,
        citizens: row.citizens,
        refused: row.refused,
      })),
  };
}
