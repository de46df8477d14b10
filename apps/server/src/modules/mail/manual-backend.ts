import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { type MailboxRow, type MailTables, mailTables } from './mail.tables.ts';
import type { MailBackend } from './ports.ts';

async function addStep(
  tx: Tx,
  context: Context,
  mailbox: MailboxRow,
  step: { kind: MailTables['mail_step']['kind']; text: string },
): Promise<void> {
  const now = context.clock.now();
  await mailTables(tx)
    .insertInto('mail_step')
    .values({
      agency_id: mailbox.agency_id,
      id: newId(now.getTime()),
      mailbox_id: mailbox.id,
      kind: step.kind,
      text: step.text,
      created_at: now,
      done_at: null,
      done_by: null,
      note: null,
    })
    .execute();
}

/** No mail system is connected: a person does it there, and says here that it is done. */
export const manualBackend: MailBackend = {
  name: 'manual',
  label: 'Chưa nối hệ thống thư: người quản trị làm trên hệ thống thư công vụ rồi xác nhận tại đây',
  create: (tx, context, mailbox) =>
    addStep(tx, context, mailbox, {
      kind: 'create',
      text: `Tạo hộp thư ${mailbox.address} cho ${mailbox.holder_name} trên hệ thống thư công vụ, trao mật khẩu lần đầu cho người dùng.`,
    }),
  lock: (tx, context, mailbox, reason) =>
    addStep(tx, context, mailbox, {
      kind: 'lock',
      // Six months, twelve for higher posts: what one ministry does (spec requests.md R23), no law.
      text: `Khóa hộp thư ${mailbox.address} của ${mailbox.holder_name} (${reason}) trên hệ thống thư công vụ, bỏ chuyển tiếp; giữ thư đọc được 6 tháng (12 tháng với lãnh đạo) rồi lưu trữ.`,
    }),
};
