import type { AssignEmails, EmailsChanged } from '@congvu/contracts';
import { membersOf } from '#modules/mail';
import { notify } from '#modules/notifications';
import { listPositionsOfPerson } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { changeEmails } from '../box/change-emails.ts';

async function nameOf(tx: Tx, context: ActingContext, personId: string): Promise<string> {
  const [post] = await listPositionsOfPerson(tx, personId, vietnamDate(context.clock.now()));
  if (post === undefined) {
    throw invalid('webmail.not_member', 'Người được phân công không còn giữ chức vụ nào. Chọn người khác.');
  }
  return post.fullName;
}

function words(name: string | null, own: boolean, count: number) {
  const kind = 'assigned';
  return name === null
    ? { text: `Đã bỏ phân công ${count} thư.`, event: { kind, text: 'Bỏ phân công' } }
    : { text: `${name} nhận ${count} thư.`, event: { kind, text: own ? 'Nhận xử lý' : `Giao ${name} xử lý` } };
}

/** Who looks after a mail of a shared box: takes it, is given it, or gives it back to everybody. */
export async function assignEmails(
  context: ActingContext,
  mailboxId: string,
  body: AssignEmails,
): Promise<EmailsChanged> {
  const { personId } = body;
  return changeEmails(context, mailboxId, {
    action: 'webmail.assign',
    recorded: 'webmail.assigned',
    detail: { personId },
    ids: body.ids,
    apply: async (tx, box, emails) => {
      if (personId !== null && !(await membersOf(tx, mailboxId)).includes(personId)) {
        throw invalid('webmail.not_member', 'Chỉ phân công cho thành viên của hộp thư. Chọn người trong danh sách.');
      }
      const name = personId === null ? null : await nameOf(tx, context, personId);
      const changed = emails.filter(({ assigneeId }) => assigneeId !== personId).map(({ id }) => id);
      await rawQuery(
        tx,
        `update mail_item set assignee_person_id = $3, assignee_name = $4, assigned_at = $5
         where agency_id = $1 and id = any ($2::uuid[])`,
        [box.agencyId, changed, personId, name, personId === null ? null : context.clock.now()],
      );
      if (personId !== null && changed.length > 0) {
        await notify(tx, context, {
          agencyId: box.agencyId,
          personIds: [personId],
          kind: 'webmail.assigned',
          text: `${context.subject.displayName} giao ${changed.length} thư của hộp thư đơn vị.`,
          link: `/thu?hop=${mailboxId}&loc=mine`,
          reason: 'Được giao xử lý thư',
        });
      }
      const own = personId === context.subject.personId;
      return { changed, ...words(name, own, changed.length) };
    },
  });
}
