import { SaveZimbraConnection, ZimbraConnection } from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { saveZimbra } from './commands/save-zimbra.ts';
import { viewZimbra } from './queries/view-zimbra.ts';
import { exportSteps, exportStepsCsv, exportZmprov } from './register/export-steps.ts';

/** The Zimbra of the office, or of the province whose people are handed lists. */
export const zimbraRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/mail-settings/zimbra',
    policy: 'mail.view_settings',
    summary: 'Kết nối Zimbra của cơ quan, không có mật khẩu',
    response: ZimbraConnection,
    handle: (context) => viewZimbra(context),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/mail-settings/zimbra',
    policy: 'mail.save_settings',
    stepUp: true,
    summary: 'Thử kết nối Zimbra và ghi khi Zimbra trả lời',
    body: SaveZimbraConnection,
    response: ZimbraConnection,
    handle: (context, { body }) => saveZimbra(context, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/mailboxes/steps/zmprov',
    policy: 'mail.export_steps',
    summary: 'Việc chờ làm trên hệ thống thư, dạng lệnh zmprov của Zimbra',
    handle: async (context, { sendFile }) => sendFile(await exportZmprov(context)),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/mailboxes/steps/sheet',
    policy: 'mail.export_steps',
    summary: 'Việc chờ làm trên hệ thống thư (XLSX)',
    handle: async (context, { sendFile }) => sendFile(await exportSteps(context)),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/mailboxes/steps/csv',
    policy: 'mail.export_steps',
    summary: 'Việc chờ làm trên hệ thống thư (CSV)',
    handle: async (context, { sendFile }) => sendFile(await exportStepsCsv(context)),
  }),
];
