import { RequestTemplateParams, RequestTemplates } from '@congvu/contracts';
import { defineRoute, type Route } from '../../../../platform/http/route.ts';
import { removeTemplate, setTemplate } from './set-template.ts';
import { downloadBuiltIn, downloadTemplateOf, viewTemplates } from './view-templates.ts';

export const requestTemplateRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/request-templates',
    policy: 'requests.configure',
    summary: 'Mười mẫu và mẫu Word mà cơ quan đang in',
    response: RequestTemplates,
    handle: (context) => viewTemplates(context),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/request-templates/:form/built-in',
    policy: 'requests.configure',
    summary: 'Tải mẫu Word của hệ thống, có sẵn các thẻ',
    params: RequestTemplateParams,
    handle: async (context, { params, sendFile }) => sendFile(await downloadBuiltIn(context, params.form)),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/request-templates/:form',
    policy: 'requests.configure',
    summary: 'Tải mẫu Word của cơ quan, hoặc của đơn vị đầu mối khi cơ quan không có mẫu riêng',
    params: RequestTemplateParams,
    handle: async (context, { params, sendFile }) => sendFile(await downloadTemplateOf(context, params.form)),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/request-templates/:form',
    policy: 'requests.configure',
    summary: 'Thay mẫu Word của cơ quan; mẫu hỏng bị từ chối và không lưu',
    params: RequestTemplateParams,
    upload: true,
    response: RequestTemplates,
    handle: (context, { params, files }) => setTemplate(context, params.form, files()),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/request-templates/:form',
    policy: 'requests.configure',
    summary: 'Bỏ mẫu riêng, dùng lại mẫu của hệ thống',
    params: RequestTemplateParams,
    response: RequestTemplates,
    handle: (context, { params }) => removeTemplate(context, params.form),
  }),
];
