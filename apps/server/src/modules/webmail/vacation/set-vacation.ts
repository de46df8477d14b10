import type { MailVacation, SaveMailVacation } from '@congvu/contracts';
import { record } from '#modules/audit';
import { mayOpen } from '#modules/mail';
import { listPositions } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { openBox } from '../box/open-box.ts';
import { tellBoxes } from '../delivery/tell.ts';
import type { VacationFacts } from '../webmail.tables.ts';

export const NOBODY_AWAY: VacationFacts = { enabled: false, from: null, until: null, text: '', delegatePersonId: null };

export async function vacationOf(db: Db | Tx, agencyId: string, mailboxId: string): Promise<VacationFacts> {
  const [row] = await rawQuery<{ vacation: VacationFacts }>(
    db,
    'select vacation from mail_box_setting where agency_id = $1 and mailbox_id = $2',
    [agencyId, mailboxId],
  );
  return row?.vacation ?? NOBODY_AWAY;
}

/** Somebody of the agency in office, or nobody. */
export async function delegateOf(db: Db | Tx, agencyId: string, personId: string | null, today: string) {
  if (personId === null) {
    return undefined;
  }
  return (await listPositions(db, agencyId, today)).find((post) => post.personId === personId);
}

export async function viewVacation(context: ActingContext, mailboxId: string): Promise<MailVacation> {
  const box = await openBox(context.db, context, mailboxId, 'webmail.open', 'passing');
  const vacation = await vacationOf(context.db, box.agencyId, mailboxId);
  const today = vietnamDate(context.clock.now());
  const delegate = await delegateOf(context.db, box.agencyId, vacation.delegatePersonId, today);
  return { ...vacation, delegateName: delegate?.fullName ?? null };
}

async function check(context: ActingContext, body: SaveMailVacation): Promise<void> {
  const { subject } = context;
  if (body.enabled && body.text === '') {
    throw invalid('webmail.vacation_invalid', 'Chưa ghi nội dung thư trả lời khi vắng mặt.');
  }
  if (body.from !== null && body.until !== null && body.until < body.from) {
    throw invalid('webmail.vacation_invalid', 'Ngày cuối phải bằng hoặc sau ngày đầu. Chọn lại ngày.');
  }
  if (body.delegatePersonId === subject.personId) {
    throw invalid('webmail.vacation_invalid', 'Người thay phải là người khác. Chọn lại người thay.');
  }
  const today = vietnamDate(context.clock.now());
  const delegate = await delegateOf(context.db, subject.agencyId, body.delegatePersonId, today);
  if (body.delegatePersonId !== null && delegate === undefined) {
    throw invalid('webmail.vacation_invalid', 'Người thay không còn giữ chức vụ trong cơ quan. Chọn lại người thay.');
  }
}

/** Mail of a box on Dovecot is seen by us only while the filter stands on its way. */
async function assertPassing(context: ActingContext, mailboxId: string, { enabled }: SaveMailVacation): Promise<void> {
  const isHere = (await mayOpen(context.db, context.subject, mailboxId)) !== undefined;
  if (enabled && !isHere && context.config.smtp.filter.port === 0) {
    throw invalid(
      'webmail.vacation_unfiltered',
      'Máy chủ thư của cơ quan chưa chuyển thư qua bộ lọc của Công Vụ nên chưa trả lời tự động được. Đặt trả lời tự động trong chương trình thư, hoặc nhờ quản trị bật bộ lọc.',
    );
  }
}

/** A new absence may answer everybody once again. */
export async function setVacation(
  context: ActingContext,
  mailboxId: string,
  body: SaveMailVacation,
): Promise<MailVacation> {
  await openBox(context.db, context, mailboxId, 'webmail.set_vacation', 'passing');
  await check(context, body);
  await assertPassing(context, mailboxId, body);
  await command(context, async (tx) => {
    const box = await openBox(tx, context, mailboxId, 'webmail.set_vacation', 'passing');
    const { enabled, from, until, text, delegatePersonId } = body;
    const facts: VacationFacts = { enabled, from, until, text, delegatePersonId };
    await rawQuery(
      tx,
      `insert into mail_box_setting (agency_id, mailbox_id, vacation, updated_at) values ($1, $2, $3::jsonb, $4)
       on conflict (agency_id, mailbox_id) do update set vacation = excluded.vacation, updated_at = excluded.updated_at`,
      [box.agencyId, mailboxId, JSON.stringify(facts), context.clock.now()],
    );
    await rawQuery(tx, 'delete from mail_vacation_sent where agency_id = $1 and mailbox_id = $2', [
      box.agencyId,
      mailboxId,
    ]);
    await record(tx, context, {
      action: 'webmail.vacation_set',
      agencyId: box.agencyId,
      objectKind: 'mailbox',
      objectId: mailboxId,
      detail: { enabled, from, until, delegatePersonId },
    });
    await tellBoxes(tx, [box]);
  });
  return viewVacation(context, mailboxId);
}
