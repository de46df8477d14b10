import { SignatureCheck, SignatureCheckParams, SignatureRevisionParams } from '@congvu/contracts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import { checkFile } from './check-file.ts';
import { readCheckedFile, readReportJson, readReportPdf, readRevision, viewCheck } from './read-check.ts';

export const checkRoutes: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/signing/check',
    policy: 'signing.check',
    summary: 'Kiểm tra chữ ký số của một tệp PDF bất kỳ; tệp và kết quả giữ một giờ cho riêng người kiểm tra',
    upload: true,
    response: SignatureCheck,
    handle: (context, { files }) => checkFile(context, files()),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/signing/checks/:id',
    policy: 'signing.check',
    summary: 'Xem lại kết quả kiểm tra chữ ký trong vòng một giờ',
    params: SignatureCheckParams,
    response: SignatureCheck,
    handle: (context, { params }) => viewCheck(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/signing/checks/:id/file.pdf',
    policy: 'signing.check',
    summary: 'Tệp vừa kiểm tra, để đánh dấu trên trang chỗ bị thay đổi',
    params: SignatureCheckParams,
    handle: async (context, { params, sendFile }) => sendFile(await readCheckedFile(context, params.id)),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/signing/checks/:id/report.pdf',
    policy: 'signing.check',
    summary: 'Báo cáo kiểm tra chữ ký số (PDF/A)',
    params: SignatureCheckParams,
    handle: async (context, { params, sendFile }) => sendFile(await readReportPdf(context, params.id)),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/signing/checks/:id/report.json',
    policy: 'signing.check',
    summary: 'Báo cáo kiểm tra chữ ký số (JSON)',
    params: SignatureCheckParams,
    handle: async (context, { params, sendFile }) => sendFile(await readReportJson(context, params.id)),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/signing/checks/:id/revisions/:revision.pdf',
    policy: 'signing.check',
    summary: 'Văn bản đúng như lúc một người ký',
    params: SignatureRevisionParams,
    handle: async (context, { params, sendFile }) => sendFile(await readRevision(context, params.id, params.revision)),
  }),
];
