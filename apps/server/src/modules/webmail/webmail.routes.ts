import {
  AssignEmails,
  BoxMembers,
  EmailAttachmentParams,
  EmailBody,
  EmailIdsBody,
  EmailPage,
  EmailParams,
  EmailQuery,
  EmailsChanged,
  EmailView,
  MailApprovers,
  MailBoxParams,
  MailFolderParams,
  MailFolders,
  MailHeaders,
  MailIdAnswer,
  MoveEmails,
  SaveMailFolder,
  SetKeywords,
  WebmailBoxes,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { assignEmails } from './commands/assign-emails.ts';
import { createFolder, removeFolder, renameFolder } from './commands/edit-folders.ts';
import { deleteEmails, moveEmails, restoreEmails, trashEmails } from './commands/move-emails.ts';
import { setKeywords } from './commands/set-keywords.ts';
import type { ReadingPorts } from './ports.ts';
import { downloadAttachment, downloadRaw } from './queries/download.ts';
import { listBoxes } from './queries/list-boxes.ts';
import { listEmails } from './queries/list-emails.ts';
import { listFolders } from './queries/list-folders.ts';
import { listApprovers, listMembers } from './queries/list-members.ts';
import { readBody } from './queries/read-body.ts';
import { readHeaders } from './queries/read-headers.ts';
import { viewEmail } from './queries/view-email.ts';

const BOX = '/api/mail/:mailboxId';

const READS: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/mail',
    policy: 'webmail.list',
    summary: 'Hộp thư người này mở được',
    response: WebmailBoxes,
    handle: (context) => listBoxes(context),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/mail-approvers',
    policy: 'webmail.list',
    summary: 'Lãnh đạo được ghi tên duyệt gửi văn bản cho công dân qua thư miễn phí',
    response: MailApprovers,
    handle: (context) => listApprovers(context),
  }),
  defineRoute({
    method: 'GET',
    path: `${BOX}/folders`,
    policy: 'webmail.open',
    summary: 'Thư mục và số thư',
    params: MailBoxParams,
    response: MailFolders,
    handle: (context, { params }) => listFolders(context, params.mailboxId),
  }),
  defineRoute({
    method: 'GET',
    path: `${BOX}/members`,
    policy: 'webmail.open',
    summary: 'Thành viên hộp thư dùng chung',
    params: MailBoxParams,
    response: BoxMembers,
    handle: (context, { params }) => listMembers(context, params.mailboxId),
  }),
  defineRoute({
    method: 'GET',
    path: `${BOX}/emails`,
    policy: 'webmail.open',
    summary: 'Danh sách thư, tìm không cần gõ dấu',
    params: MailBoxParams,
    query: EmailQuery,
    response: EmailPage,
    handle: (context, { params, query }) => listEmails(context, params.mailboxId, query),
  }),
  defineRoute({
    method: 'GET',
    path: `${BOX}/emails/:id/body`,
    policy: 'webmail.open',
    summary: 'Nội dung thư đã làm sạch',
    params: EmailParams,
    response: EmailBody,
    handle: (context, { params }) => readBody(context, params),
  }),
  defineRoute({
    method: 'GET',
    path: `${BOX}/emails/:id/headers`,
    policy: 'webmail.open',
    summary: 'Phần đầu thư như nguyên gốc',
    params: EmailParams,
    response: MailHeaders,
    handle: (context, { params }) => readHeaders(context, params),
  }),
  defineRoute({
    method: 'GET',
    path: `${BOX}/emails/:id/raw`,
    policy: 'webmail.open',
    summary: 'Thư gốc (.eml)',
    params: EmailParams,
    handle: async (context, input) => input.sendFile(await downloadRaw(context, input.params)),
  }),
  defineRoute({
    method: 'GET',
    path: `${BOX}/emails/:id/attachments/:no`,
    policy: 'webmail.open',
    summary: 'Tệp đính kèm đã quét mã độc',
    params: EmailAttachmentParams,
    handle: async (context, input) => input.sendFile(await downloadAttachment(context, input.params)),
  }),
];

const FOLDERS: Route[] = [
  defineRoute({
    method: 'POST',
    path: `${BOX}/folders`,
    policy: 'webmail.organise',
    summary: 'Tạo thư mục',
    params: MailBoxParams,
    body: SaveMailFolder,
    response: MailIdAnswer,
    handle: (context, { params, body }) => createFolder(context, params.mailboxId, body.name),
  }),
  defineRoute({
    method: 'PUT',
    path: `${BOX}/folders/:folderId`,
    policy: 'webmail.rename_folder',
    summary: 'Đổi tên thư mục',
    params: MailFolderParams,
    body: SaveMailFolder,
    response: MailIdAnswer,
    handle: (context, { params, body }) => renameFolder(context, params, body.name),
  }),
  defineRoute({
    method: 'DELETE',
    path: `${BOX}/folders/:folderId`,
    policy: 'webmail.remove_folder',
    summary: 'Xóa thư mục; thư trong đó về Thư đến',
    params: MailFolderParams,
    response: MailIdAnswer,
    handle: (context, { params }) => removeFolder(context, params),
  }),
];

const ACTS: Route[] = [
  defineRoute({
    method: 'POST',
    path: `${BOX}/emails/keywords`,
    policy: 'webmail.open',
    summary: 'Đánh dấu đã đọc, chưa đọc, gắn cờ',
    params: MailBoxParams,
    body: SetKeywords,
    response: EmailsChanged,
    handle: (context, { params, body }) => setKeywords(context, params.mailboxId, body),
  }),
  defineRoute({
    method: 'POST',
    path: `${BOX}/emails/move`,
    policy: 'webmail.organise',
    summary: 'Chuyển thư vào thư mục',
    params: MailBoxParams,
    body: MoveEmails,
    response: EmailsChanged,
    handle: (context, { params, body }) => moveEmails(context, params.mailboxId, body),
  }),
  defineRoute({
    method: 'POST',
    path: `${BOX}/emails/trash`,
    policy: 'webmail.organise',
    summary: 'Chuyển thư vào thùng rác',
    params: MailBoxParams,
    body: EmailIdsBody,
    response: EmailsChanged,
    handle: (context, { params, body }) => trashEmails(context, params.mailboxId, body.ids),
  }),
  defineRoute({
    method: 'POST',
    path: `${BOX}/emails/delete`,
    policy: 'webmail.organise',
    summary: 'Xóa thư khỏi thùng rác',
    params: MailBoxParams,
    body: EmailIdsBody,
    response: EmailsChanged,
    handle: (context, { params, body }) => deleteEmails(context, params.mailboxId, body.ids),
  }),
  defineRoute({
    method: 'POST',
    path: `${BOX}/emails/restore`,
    policy: 'webmail.organise',
    summary: 'Hoàn tác: đưa thư về nơi cũ',
    params: MailBoxParams,
    body: EmailIdsBody,
    response: EmailsChanged,
    handle: (context, { params, body }) => restoreEmails(context, params.mailboxId, body.ids),
  }),
  defineRoute({
    method: 'POST',
    path: `${BOX}/emails/assign`,
    policy: 'webmail.assign',
    summary: 'Nhận hoặc giao thư của hộp thư dùng chung',
    params: MailBoxParams,
    body: AssignEmails,
    response: EmailsChanged,
    handle: (context, { params, body }) => assignEmails(context, params.mailboxId, body),
  }),
];

function viewRoute(ports: ReadingPorts): Route {
  return defineRoute({
    method: 'GET',
    path: `${BOX}/emails/:id`,
    policy: 'webmail.open',
    summary: 'Một thư: người gửi, xác thực, cảnh báo, tệp đính kèm',
    params: EmailParams,
    response: EmailView,
    handle: (context, { params }) => viewEmail(context, params, ports),
  });
}

export function webmailRoutes(ports: ReadingPorts): Route[] {
  return [...READS, viewRoute(ports), ...FOLDERS, ...ACTS];
}
