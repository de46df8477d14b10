import {
  AccountCounts,
  AccountPage,
  AccountParams,
  AccountQuery,
  AccountReason,
  AccountView,
  CreateAccount,
  OneTimeLink,
  ResetAccount,
  SecuritySettings,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { createAccount } from './commands/create-account.ts';
import { disableAccount, enableAccount } from './commands/disable-account.ts';
import { resetAccount } from './commands/reset-account.ts';
import { saveSecuritySettings, viewSecuritySettings } from './commands/save-security-settings.ts';
import { unlockAccount } from './commands/unlock-account.ts';
import { countAccounts } from './queries/count-accounts.ts';
import { listAccounts } from './queries/list-accounts.ts';
import { reviewRoutes } from './review/review.routes.ts';
import { forgetSso } from './sso/forget-sso.ts';
import type { UserAdded } from './user-added.ts';

const LISTS: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/accounts',
    policy: 'identity.administer',
    summary: 'Tài khoản của cơ quan và các cơ quan trực thuộc',
    query: AccountQuery,
    response: AccountPage,
    handle: (context, { query }) => listAccounts(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/accounts/counts',
    policy: 'identity.administer',
    summary: 'Số tài khoản theo cơ quan',
    response: AccountCounts,
    handle: (context) => countAccounts(context),
  }),
];

const ACTS: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/accounts/:id/reset',
    policy: 'identity.administer',
    stepUp: true,
    summary: 'Cấp liên kết đặt lại mật khẩu; mật khẩu cũ hết hiệu lực',
    params: AccountParams,
    body: ResetAccount,
    response: OneTimeLink,
    handle: (context, { params, body }) => resetAccount(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/accounts/:id/unlock',
    policy: 'identity.administer',
    stepUp: true,
    summary: 'Mở khóa trước hạn',
    params: AccountParams,
    body: AccountReason,
    response: AccountView,
    handle: (context, { params, body }) => unlockAccount(context, params.id, body.reason),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/accounts/:id/disable',
    policy: 'identity.administer',
    stepUp: true,
    summary: 'Ngừng tài khoản; các phiên kết thúc ngay',
    params: AccountParams,
    body: AccountReason,
    response: AccountView,
    handle: (context, { params, body }) => disableAccount(context, params.id, body.reason),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/accounts/:id/enable',
    policy: 'identity.administer',
    stepUp: true,
    summary: 'Mở lại tài khoản đã ngừng',
    params: AccountParams,
    body: AccountReason,
    response: AccountView,
    handle: (context, { params, body }) => enableAccount(context, params.id, body.reason),
  }),
];

const FORGET_SSO: Route = defineRoute({
  method: 'POST',
  path: '/api/accounts/:id/sso/forget',
  policy: 'identity.administer',
  stepUp: true,
  summary: 'Gỡ liên kết đăng nhập một lần khi địa chỉ ở nơi cấp đã giao cho người khác',
  params: AccountParams,
  body: AccountReason,
  response: AccountView,
  handle: (context, { params, body }) => forgetSso(context, params.id, body.reason),
});

const SETTINGS: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/security-settings',
    policy: 'identity.administer',
    summary: 'Quy định về phiên, khóa tài khoản và xác thực hai lớp',
    response: SecuritySettings,
    handle: (context) => viewSecuritySettings(context),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/security-settings',
    policy: 'identity.administer',
    stepUp: true,
    summary: 'Đổi quy định bảo mật của cơ quan',
    body: SecuritySettings,
    response: SecuritySettings,
    handle: (context, { body }) => saveSecuritySettings(context, body),
  }),
];

function createRoute(userAdded: UserAdded): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/accounts',
    policy: 'identity.administer',
    stepUp: true,
    summary: 'Cấp tài khoản; trả liên kết dùng một lần để người dùng tự đặt mật khẩu',
    body: CreateAccount,
    response: OneTimeLink,
    handle: (context, { body }) => createAccount(context, body, userAdded),
  });
}

/** Accounts as the administrator sees them: never a password, never a second factor. */
export function accountRoutes(userAdded: UserAdded): Route[] {
  return [...LISTS, createRoute(userAdded), ...ACTS, FORGET_SSO, ...SETTINGS, ...reviewRoutes];
}
