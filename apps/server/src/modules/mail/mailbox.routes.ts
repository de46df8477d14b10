import {
  ChangeMailboxMembers,
  DropMailboxAlias,
  MailboxCandidates,
  MailboxParams,
  MailboxView,
  NameMailboxSuccessor,
  RenameMailbox,
  SetMailboxQuota,
  SuspendMailbox,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { changeMembers } from './commands/change-members.ts';
import { nameSuccessor } from './commands/name-successor.ts';
import { dropAlias, renameMailbox } from './commands/rename-mailbox.ts';
import { setMailboxQuota } from './commands/set-quota.ts';
import { resumeMailbox, suspendMailbox } from './commands/suspend-mailbox.ts';
import { tellAgain } from './commands/tell-again.ts';
import { downloadArchive } from './queries/download-archive.ts';
import { listCandidates } from './queries/list-candidates.ts';

/** Acts on one mailbox of the register. */
export const mailboxRoutes: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/mailboxes/:id/suspend',
    policy: 'mail.suspend',
    summary: 'Tạm ngừng hộp thư: vẫn nhận thư, không ai mở được',
    params: MailboxParams,
    body: SuspendMailbox,
    response: MailboxView,
    handle: (context, { params, body }) => suspendMailbox(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/mailboxes/:id/resume',
    policy: 'mail.resume',
    summary: 'Mở lại hộp thư đang tạm ngừng',
    params: MailboxParams,
    response: MailboxView,
    handle: (context, { params }) => resumeMailbox(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/mailboxes/:id/rename',
    policy: 'mail.rename',
    summary: 'Đổi địa chỉ; địa chỉ cũ thành bí danh',
    params: MailboxParams,
    body: RenameMailbox,
    response: MailboxView,
    handle: (context, { params, body }) => renameMailbox(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/mailboxes/:id/drop-alias',
    policy: 'mail.rename',
    summary: 'Bỏ một bí danh; địa chỉ ấy không cấp lại cho ai',
    params: MailboxParams,
    body: DropMailboxAlias,
    response: MailboxView,
    handle: (context, { params, body }) => dropAlias(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/mailboxes/:id/quota',
    policy: 'mail.set_quota',
    summary: 'Đổi dung lượng hộp thư',
    params: MailboxParams,
    body: SetMailboxQuota,
    response: MailboxView,
    handle: (context, { params, body }) => setMailboxQuota(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/mailboxes/:id/successor',
    policy: 'mail.name_successor',
    summary: 'Chọn hộp thư nhận thư thay khi hộp thư thu hồi',
    params: MailboxParams,
    body: NameMailboxSuccessor,
    response: MailboxView,
    handle: (context, { params, body }) => nameSuccessor(context, params.id, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/mailboxes/:id/candidates',
    policy: 'mail.change_members',
    summary: 'Người có thể cùng mở hộp thư đơn vị',
    params: MailboxParams,
    response: MailboxCandidates,
    handle: (context, { params }) => listCandidates(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/mailboxes/:id/members',
    policy: 'mail.change_members',
    summary: 'Thêm, bớt người cùng mở hộp thư đơn vị',
    params: MailboxParams,
    body: ChangeMailboxMembers,
    response: MailboxView,
    handle: (context, { params, body }) => changeMembers(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/mailboxes/:id/tell-again',
    policy: 'mail.tell_again',
    summary: 'Gửi lại cho hệ thống thư việc chưa xong',
    params: MailboxParams,
    response: MailboxView,
    handle: (context, { params }) => tellAgain(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/mailboxes/:id/archive',
    policy: 'mail.download_archive',
    summary: 'Tải thư lưu trữ của hộp thư đã đóng (mbox)',
    params: MailboxParams,
    handle: async (context, { params, sendFile }) => sendFile(await downloadArchive(context, params.id)),
  }),
];
