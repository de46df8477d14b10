import {
  ConfirmRegisterImport,
  DoneMailStep,
  MailboxHistory,
  MailboxPage,
  MailboxParams,
  MailboxQuery,
  MailboxView,
  MailStepParams,
  RegisterImport,
  RegisterImported,
  RegisterImportParams,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { finishStep } from './commands/finish-step.ts';
import { listMailboxes, viewMailbox } from './queries/list-mailboxes.ts';
import { confirmMailboxes } from './register/confirm-mailboxes.ts';
import { exportMailboxes, mailboxTemplate } from './register/export-mailboxes.ts';
import { previewMailboxes } from './register/import-mailboxes.ts';

export const mailRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/mailboxes/template',
    policy: 'mail.import',
    summary: 'Mẫu nhập sổ thư công vụ (XLSX)',
    handle: async (context, { sendFile }) => sendFile(await mailboxTemplate(context)),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/mailboxes/export',
    policy: 'mail.export',
    stepUp: true,
    summary: 'Xuất sổ thư công vụ (XLSX)',
    query: MailboxQuery.omit({ cursor: true, limit: true }),
    handle: async (context, { query, sendFile }) => sendFile(await exportMailboxes(context, query)),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/mailboxes/import',
    policy: 'mail.import',
    summary: 'Tải danh sách hộp thư đang có lên và xem trước; chưa ghi gì',
    upload: true,
    response: RegisterImport,
    handle: (context, { files }) => previewMailboxes(context, files()),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/mailboxes/import/:id/confirm',
    policy: 'mail.import',
    summary: 'Ghi danh sách đã xem trước',
    params: RegisterImportParams,
    body: ConfirmRegisterImport,
    response: RegisterImported,
    handle: (context, { params, body }) => confirmMailboxes(context, params.id, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/mailboxes',
    policy: 'mail.list',
    summary: 'Sổ thư công vụ',
    query: MailboxQuery,
    response: MailboxPage,
    handle: (context, { query }) => listMailboxes(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/mailboxes/:id',
    policy: 'mail.read',
    summary: 'Một hộp thư với lịch sử và văn bản liên quan',
    params: MailboxParams,
    response: MailboxHistory,
    handle: (context, { params }) => viewMailbox(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/mail-steps/:id/done',
    policy: 'mail.do_step',
    summary: 'Xác nhận đã làm trên hệ thống thư',
    params: MailStepParams,
    body: DoneMailStep,
    response: MailboxView,
    handle: (context, { params, body }) => finishStep(context, params.id, body),
  }),
];
