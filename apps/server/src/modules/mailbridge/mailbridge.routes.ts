import {
  EmailParams,
  FreeMailStats,
  FreeMailStatsQuery,
  MailRegisterAnswer,
  MailRegisterProposal,
  MailRegisterQuery,
  RegisterMail,
} from '@congvu/contracts';
import type { IncomingPorts } from '#modules/incoming';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { registerMail } from './commands/register-mail.ts';
import { viewFreeMailStats } from './queries/free-mail-stats.ts';
import { proposeRegister } from './queries/propose-register.ts';

const REGISTER = '/api/mail/:mailboxId/emails/:id/register';

export function mailbridgeRoutes(incoming: IncomingPorts): Route[] {
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
      handle: (context, { params, body }) => registerMail(context, incoming, params, body),
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
