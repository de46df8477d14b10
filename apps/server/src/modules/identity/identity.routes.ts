import {
  LinkParams,
  LinkUsed,
  OneTimeLinkView,
  Setup,
  SetupView,
  SignedOut,
  SignIn,
  SignInAnswer,
  SignInSecondFactor,
  UseOneTimeLink,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { certificateRoutes } from './certificate/certificate.routes.ts';
import type { ProveByCertificate } from './certificate/sign-in-certificate.ts';
import { setUpOffice, viewSetup } from './commands/set-up-office.ts';
import { signIn } from './commands/sign-in.ts';
import { signInSecondFactor } from './commands/sign-in-second-factor.ts';
import { signOut } from './commands/sign-out.ts';
import { useLink } from './commands/use-link.ts';
import { readTokens, writeTokens } from './cookies.ts';
import { hand } from './hand.ts';
import { passkeySignInRoutes } from './passkeys/passkey.routes.ts';
import { viewLink } from './queries/view-link.ts';
import { ssoRoutes } from './sso/sso.routes.ts';
import type { Throttle } from './throttle.ts';

function signInRoutes(throttle: Throttle): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/sign-in',
      policy: 'public',
      summary: 'Đăng nhập, bước 1: tên đăng nhập và mật khẩu',
      body: SignIn,
      response: SignInAnswer,
      handle: async (context, input) =>
        hand(context, input, await signIn(context, throttle, input.body, readTokens(context.config, input))),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/sign-in/second-factor',
      policy: 'public',
      summary: 'Đăng nhập, bước 2: mã xác thực hoặc mã khôi phục',
      body: SignInSecondFactor,
      response: SignInAnswer,
      handle: async (context, input) =>
        hand(context, input, await signInSecondFactor(context, input.body, readTokens(context.config, input))),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/sign-out',
      policy: 'public',
      summary: 'Đăng xuất khỏi trình duyệt này',
      response: SignedOut,
      handle: async (context, input) => {
        const { tokens, logoutUrl } = await signOut(context, readTokens(context.config, input));
        writeTokens(context.config, input, tokens);
        input.forgetCache();
        return { signedOut: true as const, logoutUrl };
      },
    }),
  ];
}

const LINKS: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/links/:token',
    policy: 'public',
    summary: 'Liên kết dùng một lần: cho ai, đến khi nào, quy tắc mật khẩu',
    params: LinkParams,
    response: OneTimeLinkView,
    handle: (context, { params }) => viewLink(context, params.token),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/links/:token',
    policy: 'public',
    summary: 'Đặt mật khẩu bằng liên kết dùng một lần',
    params: LinkParams,
    body: UseOneTimeLink,
    response: LinkUsed,
    handle: (context, { params, body }) => useLink(context, params.token, body.password),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/setup/:token',
    policy: 'public',
    summary: 'Liên kết thiết lập lần đầu còn dùng được không',
    params: LinkParams,
    response: SetupView,
    handle: (context, { params }) => viewSetup(context, params.token),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/setup/:token',
    policy: 'public',
    summary: 'Thiết lập lần đầu: lập cơ quan và tài khoản quản trị đầu tiên',
    params: LinkParams,
    body: Setup,
    response: SignInAnswer,
    handle: async (context, input) =>
      hand(
        context,
        input,
        await setUpOffice(context, input.params.token, input.body, readTokens(context.config, input)),
      ),
  }),
];

/** Doors that are open to nobody in particular. */
export function publicRoutes(throttle: Throttle, prove: ProveByCertificate): Route[] {
  return [
    ...signInRoutes(throttle),
    ...passkeySignInRoutes(throttle),
    ...certificateRoutes({ throttle, prove }),
    ...ssoRoutes,
    ...LINKS,
  ];
}
