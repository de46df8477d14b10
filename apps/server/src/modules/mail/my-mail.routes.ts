import {
  MadeMailPassword,
  MailboxParams,
  MailDirectory,
  MailDirectoryQuery,
  MailDrifts,
  MailPasswordParams,
  MailSettingsView,
  MyMailboxes,
  NewMailPassword,
  SaveMailSettings,
  SetMailboxPassword,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { makeAppPassword, revokeAppPassword } from './commands/app-passwords.ts';
import { saveMailSettings } from './commands/save-settings.ts';
import { setMailboxPassword } from './commands/set-mailbox-password.ts';
import { listDrifts } from './queries/list-drifts.ts';
import { myMailboxes } from './queries/my-mailboxes.ts';
import { searchDirectory } from './queries/search-directory.ts';
import { viewMailSettings } from './queries/view-settings.ts';

/** The own mailboxes and devices, the public directory, where the mail of the agency is. */
export const myMailRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/me/mailboxes',
    policy: 'mail.list',
    summary: 'Hộp thư mình mở được và mật khẩu thiết bị của mình',
    response: MyMailboxes,
    handle: (context) => myMailboxes(context),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/me/mailboxes/:id/passwords',
    policy: 'mail.list',
    summary: 'Tạo mật khẩu cho chương trình thư của một thiết bị; hiện một lần',
    params: MailboxParams,
    body: NewMailPassword,
    response: MadeMailPassword,
    handle: (context, { params, body }) => makeAppPassword(context, params.id, body),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/me/mailboxes/:id/passwords/:passwordId',
    policy: 'mail.list',
    summary: 'Hủy mật khẩu của một thiết bị',
    params: MailPasswordParams,
    response: MailboxParams,
    handle: (context, { params }) =>
      revokeAppPassword(context, { mailboxId: params.id, passwordId: params.passwordId }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/me/mailboxes/:id/mailbox-password',
    policy: 'mail.list',
    summary: 'Đặt mật khẩu hộp thư của mình ở Zimbra',
    params: MailboxParams,
    body: SetMailboxPassword,
    response: MailboxParams,
    handle: (context, { params, body }) => setMailboxPassword(context, params.id, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/mail-directory',
    policy: 'mail.list',
    summary: 'Danh bạ thư công vụ',
    query: MailDirectoryQuery,
    response: MailDirectory,
    handle: async (context, { query }) => ({ items: await searchDirectory(context, query) }),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/mail-settings',
    policy: 'mail.view_settings',
    summary: 'Cài đặt thư công vụ của cơ quan',
    response: MailSettingsView,
    handle: (context) => viewMailSettings(context),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/mail-settings',
    policy: 'mail.save_settings',
    summary: 'Đổi cài đặt thư công vụ từ một ngày',
    body: SaveMailSettings,
    response: MailSettingsView,
    handle: (context, { body }) => saveMailSettings(context, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/mail-drifts',
    policy: 'mail.see_drifts',
    summary: 'Chỗ hệ thống thư khác sổ thư',
    response: MailDrifts,
    handle: (context) => listDrifts(context),
  }),
];
