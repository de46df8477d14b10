import {
  DispatchParams,
  EmailParams,
  FreeMailStats,
  FreeMailStatsQuery,
  MailRegisterAnswer,
  MailRegisterProposal,
  MailRegisterQuery,
  RegisterMail,
  SendByMail,
  SendByMailAnswer,
} from '@congvu/contracts';
import type { IncomingPorts } from '#modules/incoming';
import type { WebmailPorts } from '#modules/webmail';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { registerMail } from './commands/register-mail.ts';
import { sendByMail } from './commands/send-by-mail.ts';
import { viewFreeMailStats } from './queries/free-mail-stats.ts';
import { proposeRegister } from './queries/propose-register.ts';

const REGISTER = '/api/mail/:mailboxId/emails/:id/register';

export function mailbridgeRoutes(ports: { incoming: IncomingPorts; webmail: WebmailPorts }): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: REGISTER,
      policy: 'webmail.register',
      summary: 'Đọc thử thư trước khi vào sổ văn bản đến: tệp chính, thông tin đọc được, người gửi, văn bản trùng',
      params: EmailParams,
      query: MailRegisterQuery,
      response: MailRegisterProposal,
      handle: (context, { params, query }) => proposeRegister(context, params, query),
    }),
    defineRoute({
      method: 'POST',
      path: REGISTER,
      policy: 'webmail.register',
      summary: 'Vào sổ văn bản đến từ thư, không tải tệp lên lại',
      params: EmailParams,
      body: RegisterMail,
      response: MailRegisterAnswer,
      handle: (context, { params, body }) => registerMail(context, ports.incoming, params, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/interchange/dispatches/:id/mail',
      policy: 'interchange.send_by_mail',
      summary: 'Gửi văn bản cho nơi nhận chưa liên thông bằng thư điện tử công vụ',
      params: DispatchParams,
      body: SendByMail,
      response: SendByMailAnswer,
      handle: (context, { params, body }) => sendByMail(context, ports.webmail, params.id, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/free-mail-stats',
      policy: 'mailbridge.free_mail_stats',
      summary: 'Văn bản bị từ chối và ngoại lệ qua thư miễn phí, theo đơn vị',
      query: FreeMailStatsQuery,
      response: FreeMailStats,
      handle: (context, { query }) => viewFreeMailStats(context, query),
    }),
  ];
}
