import {
  BeginSecondFactor,
  ChangePassword,
  ConfirmSecondFactor,
  MeView,
  MySecurity,
  ProveSecondFactor,
  RecoveryCodes,
  SecondFactorOffer,
  SessionList,
  SessionParams,
  SwitchActing,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import type { CountSource } from '../../platform/module.ts';
import { ownCertificateRoutes } from './certificate/certificate.routes.ts';
import type { ProveByCertificate } from './certificate/sign-in-certificate.ts';
import { beginSecondFactor } from './commands/begin-second-factor.ts';
import { changePassword } from './commands/change-password.ts';
import { confirmSecondFactor } from './commands/confirm-second-factor.ts';
import { endOtherSessions, endSession } from './commands/end-session.ts';
import { renewRecoveryCodes } from './commands/renew-recovery-codes.ts';
import { switchActing } from './commands/switch-acting.ts';
import { turnOffSecondFactor } from './commands/turn-off-second-factor.ts';
import { readTokens, writeTokens } from './cookies.ts';
import { passkeyRoutes } from './passkeys/passkey.routes.ts';
import { viewMe } from './queries/view-me.ts';
import { viewMySecurity } from './queries/view-my-security.ts';
import { stepUpRoutes } from './step-up.routes.ts';

function whoRoutes(counts: CountSource): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/me',
      policy: 'session',
      summary: 'Tôi là ai, đang làm việc ở vai nào, có bao nhiêu việc chờ',
      response: MeView,
      handle: (context) => viewMe(context, counts),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/me/acting',
      policy: 'session',
      summary: 'Đổi vai: làm việc ở một chức vụ khác của mình',
      body: SwitchActing,
      response: MeView,
      handle: async (context, input) => {
        const browser = readTokens(context.config, input);
        return viewMe(await switchActing(context, input.body.positionId, browser), counts);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/me/password',
      policy: 'session',
      summary: 'Đổi mật khẩu của mình; các phiên khác kết thúc',
      body: ChangePassword,
      response: MeView,
      handle: async (context, input) => {
        const tokens = await changePassword(context, input.body, readTokens(context.config, input));
        writeTokens(context.config, input, tokens);
        return viewMe(context, counts);
      },
    }),
  ];
}

const SECOND_FACTOR: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/me/second-factor/begin',
    policy: 'session',
    summary: 'Lấy mã bí mật cho ứng dụng xác thực',
    body: BeginSecondFactor,
    response: SecondFactorOffer,
    handle: (context, input) => beginSecondFactor(context, input.body.password, readTokens(context.config, input)),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/me/second-factor/confirm',
    policy: 'session',
    summary: 'Nhập mã đầu tiên để bật xác thực hai lớp; trả mã khôi phục một lần',
    body: ConfirmSecondFactor,
    response: RecoveryCodes,
    handle: async (context, input) => {
      const confirmed = await confirmSecondFactor(context, input.body.code, readTokens(context.config, input));
      writeTokens(context.config, input, confirmed.tokens);
      return { recoveryCodes: confirmed.recoveryCodes };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/me/second-factor/off',
    policy: 'session',
    summary: 'Tắt xác thực hai lớp bằng mật khẩu và mã',
    body: ProveSecondFactor,
    response: MySecurity,
    handle: async (context, input) => {
      const browser = readTokens(context.config, input);
      await turnOffSecondFactor(context, input.body, browser);
      return viewMySecurity(context, browser);
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/me/second-factor/recovery-codes',
    policy: 'session',
    stepUp: true,
    summary: 'Lấy bộ mã khôi phục mới; bộ cũ hết hiệu lực',
    response: RecoveryCodes,
    handle: async (context, input) => ({
      recoveryCodes: await renewRecoveryCodes(context, readTokens(context.config, input)),
    }),
  }),
];

const SECURITY: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/me/security',
    policy: 'session',
    summary: 'Bảo mật của tôi: mật khẩu, xác thực hai lớp, các phiên đang mở',
    response: MySecurity,
    handle: (context, input) => viewMySecurity(context, readTokens(context.config, input)),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/me/sessions/:id/end',
    policy: 'session',
    stepUp: true,
    summary: 'Kết thúc một phiên của mình',
    params: SessionParams,
    response: SessionList,
    handle: async (context, input) => {
      const ended = await endSession(context, input.params.id, readTokens(context.config, input));
      writeTokens(context.config, input, ended.tokens);
      return { items: ended.items };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/me/sessions/end-others',
    policy: 'session',
    stepUp: true,
    summary: 'Kết thúc mọi phiên khác của mình',
    response: SessionList,
    handle: async (context, input) => ({
      items: (await endOtherSessions(context, readTokens(context.config, input))).items,
    }),
  }),
];

/** What everybody does with his own account; open also while the first password or the second factor is still due. */
export function meRoutes(counts: CountSource, prove: ProveByCertificate): Route[] {
  return [
    ...whoRoutes(counts),
    ...SECOND_FACTOR,
    ...SECURITY,
    ...passkeyRoutes,
    ...ownCertificateRoutes(prove),
    ...stepUpRoutes,
  ];
}
