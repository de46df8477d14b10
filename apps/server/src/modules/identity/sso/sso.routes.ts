import { BeginSso, FinishSso, SaveSso, SignInAnswer, SsoBegun, SsoList, SsoSettingsAnswer } from '@congvu/contracts';
import type { Config } from '../../../platform/config.ts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import { sessionCookieName } from '../../../platform/http/security.ts';
import { readTokens } from '../cookies.ts';
import { hand } from '../hand.ts';
import { saveSsoSettings, viewSso } from './settings.ts';
import { beginSso, finishSso } from './sign-in-sso.ts';
import { listEnabledSso } from './sso.store.ts';

const COOKIE_SECONDS = 600;

function cookieName(config: Config): string {
  return `${sessionCookieName(config).name}-sso`;
}

export const ssoRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/sign-in/sso',
    policy: 'public',
    summary: 'Các nhà cung cấp đăng nhập một lần đang bật',
    response: SsoList,
    handle: async (context) => ({
      items: (await listEnabledSso(context.db)).map(({ agency_id: id, name }) => ({ id, name })),
    }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/sign-in/sso/begin',
    policy: 'public',
    summary: 'Đăng nhập một lần: địa chỉ của nhà cung cấp để chuyển sang',
    body: BeginSso,
    response: SsoBegun,
    handle: async (context, input) => {
      const begun = await beginSso(context, input.body.id);
      input.setCookie(cookieName(context.config), begun.cookie, COOKIE_SECONDS);
      return { url: begun.url };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/api/sign-in/sso/finish',
    policy: 'public',
    summary: 'Đăng nhập một lần: trả lời của nhà cung cấp, dùng một lần',
    body: FinishSso,
    response: SignInAnswer,
    handle: async (context, input) => {
      const name = cookieName(context.config);
      const cookie = input.cookies[name];
      input.setCookie(name, undefined);
      const browser = readTokens(context.config, input);
      return hand(context, input, await finishSso(context, { query: input.body.query, cookie, browser }));
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/api/sso-settings',
    policy: 'identity.administer',
    summary: 'Cấu hình đăng nhập một lần của cơ quan',
    response: SsoSettingsAnswer,
    handle: (context) => viewSso(context),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/sso-settings',
    policy: 'identity.administer',
    stepUp: true,
    summary: 'Lưu cấu hình đăng nhập một lần; bật thì nhà cung cấp được hỏi thử',
    body: SaveSso,
    response: SsoSettingsAnswer,
    handle: (context, { body }) => saveSsoSettings(context, body),
  }),
];
