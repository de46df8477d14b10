import { AccountRules, AddAccountRule } from '@congvu/contracts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import { addAccountRule } from './add-rule.ts';
import { viewAccountRules } from './view-rules.ts';

export const accountRuleRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/account-rules',
    policy: 'accounts.see_rules',
    summary: 'Mức phí tài khoản và hạn không dùng theo thời gian, kèm căn cứ',
    response: AccountRules,
    handle: (context) => viewAccountRules(context),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/account-rules',
    policy: 'accounts.set_rules',
    summary: 'Đặt mức phí hoặc hạn không dùng mới từ một ngày',
    body: AddAccountRule,
    response: AccountRules,
    handle: (context, { body }) => addAccountRule(context, body),
  }),
];
