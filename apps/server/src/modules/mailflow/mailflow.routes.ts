import {
  MailDomainInput,
  MailDomainList,
  MailDomainParams,
  MailDomainReports,
  MailDomainView,
} from '@congvu/contracts';
import type { Services } from '../../platform/context.ts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { checkDomainNow } from './commands/check-domain-now.ts';
import { addDomain, changeDomain } from './commands/save-domain.ts';
import { makeKeys, useKeys } from './commands/turn-keys.ts';
import type { MailFlow } from './mailflow.flow.ts';
import { domainReports } from './queries/domain-reports.ts';
import { listDomains } from './queries/list-domains.ts';
import { stsPolicyFile } from './queries/sts-policy-file.ts';

const shownRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/mail-domains/:id/reports',
    policy: 'mailflow.list_domains',
    summary: 'Ai gửi thư mang tên miền này: báo cáo DMARC, TLS-RPT của nơi nhận',
    params: MailDomainParams,
    response: MailDomainReports,
    handle: (context, { params }) => domainReports(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/.well-known/mta-sts.txt',
    policy: 'public',
    summary: 'Chính sách MTA-STS của tên miền thư (RFC 8461)',
    handle: async (context, { raw, sendFile }) => sendFile(await stsPolicyFile(context, raw.headers.host)),
  }),
];

export function mailflowRoutes(flowOf: (services: Services) => MailFlow): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/mail-domains',
      policy: 'mailflow.list_domains',
      summary: 'Tên miền thư của cơ quan, bản ghi cần công bố, tình trạng nhận và gửi thư',
      response: MailDomainList,
      handle: (context) => listDomains(context),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/mail-domains',
      policy: 'mailflow.add_domain',
      summary: 'Khai một tên miền thư',
      body: MailDomainInput,
      response: MailDomainView,
      handle: (context, { body }) => addDomain(context, body),
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/mail-domains/:id',
      policy: 'mailflow.change_domain',
      summary: 'Đổi khai báo của một tên miền thư',
      params: MailDomainParams,
      body: MailDomainInput,
      response: MailDomainView,
      handle: (context, { params, body }) => changeDomain(context, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/mail-domains/:id/check',
      policy: 'mailflow.check_domain',
      summary: 'Kiểm tra tên miền thư: từng bản ghi, việc cần làm',
      params: MailDomainParams,
      response: MailDomainView,
      handle: (context, { params }) => checkDomainNow(context, flowOf(context), params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/mail-domains/:id/keys',
      policy: 'mailflow.make_keys',
      summary: 'Tạo cặp khóa ký thư mới (RSA và Ed25519), chưa dùng',
      params: MailDomainParams,
      response: MailDomainView,
      handle: (context, { params }) => makeKeys(context, params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/mail-domains/:id/use-keys',
      policy: 'mailflow.use_keys',
      summary: 'Dùng khóa ký mới sau khi bản ghi đã công bố',
      params: MailDomainParams,
      response: MailDomainView,
      handle: (context, { params }) => useKeys(context, flowOf(context), params.id),
    }),
    ...shownRoutes,
  ];
}
