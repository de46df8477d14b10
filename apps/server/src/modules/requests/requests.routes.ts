import {
  CreateRequest,
  DraftedLetter,
  FilledContent,
  FormFindingView,
  ImportedRows,
  ItemPage,
  ItemsQuery,
  ManyRequests,
  MyThings,
  RequestFileParams,
  RequestImportParams,
  RequestPage,
  RequestParams,
  RequestQuery,
  RequestView,
  RowSuggestions,
  RowSuggestionsQuery,
} from '@congvu/contracts';
import { z } from 'zod';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { draftCoveringLetter } from './commands/covering-letter.ts';
import { createRequest } from './commands/open-request.ts';
import { downloadTemplate, previewRows } from './import/import-rows.ts';
import type { RequestsPorts } from './ports.ts';
import { checkContent } from './queries/check-content.ts';
import { listItems } from './queries/list-items.ts';
import { listRequests } from './queries/list-requests.ts';
import { viewMyThings } from './queries/my-things.ts';
import { printRequest, printRevision, readRequestFile } from './queries/read-files.ts';
import { suggestRows } from './queries/suggest-rows.ts';
import { openRequestView } from './queries/view-request.ts';

const PrintQuery = z.object({ format: z.enum(['pdf', 'docx', 'xlsx']).default('pdf') });
const RevisionParams = RequestParams.extend({ revision: z.coerce.number().int().min(1).max(1_000) });

const LISTS: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/requests',
    policy: 'requests.list',
    summary: 'Danh sách đề nghị theo ngăn',
    query: RequestQuery,
    response: RequestPage,
    handle: (context, { query }) => listRequests(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/requests/mine',
    policy: 'requests.list',
    summary: 'Chứng thư số, thiết bị, tài khoản, hộp thư và đề nghị của tôi',
    response: MyThings,
    handle: (context) => viewMyThings(context),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/requests/suggestions',
    policy: 'requests.suggest',
    summary: 'Gợi ý người của cơ quan cho các ô của danh sách',
    query: RowSuggestionsQuery,
    response: RowSuggestions,
    handle: (context, { query }) => suggestRows(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/requests/template/:kind',
    policy: 'requests.create',
    summary: 'Danh sách trống để điền (Excel)',
    params: RequestImportParams,
    handle: async (context, { params, sendFile }) => sendFile(await downloadTemplate(context, params.kind)),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/requests/import/:kind',
    policy: 'requests.create',
    summary: 'Đọc thử một bảng tính thành các dòng của mẫu; chưa lưu gì',
    params: RequestImportParams,
    upload: true,
    response: ImportedRows,
    handle: (context, { params, files }) => previewRows(context, params.kind, files()),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/requests/check/:kind',
    policy: 'requests.check',
    summary: 'Kiểm tra nội dung theo quy tắc của mẫu; chưa lưu gì',
    params: RequestImportParams,
    body: FilledContent,
    longBody: true,
    response: z.object({ findings: z.array(FormFindingView) }),
    handle: (context, { params, body }) => checkContent(context, params.kind, body),
  }),
];

const DETAILS: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/requests/:id',
    policy: 'requests.read',
    summary: 'Đề nghị với nội dung, kiểm tra, chữ ký, các bước và quyền',
    params: RequestParams,
    response: RequestView,
    handle: (context, { params }) => openRequestView(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/requests/:id/items',
    policy: 'requests.read',
    summary: 'Các dòng đã gửi, từng trang',
    params: RequestParams,
    query: ItemsQuery,
    response: ItemPage,
    handle: (context, { params, query }) => listItems(context, params.id, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/requests/:id/file/:fileId',
    policy: 'requests.read_personal',
    summary: 'Tải tệp của đề nghị',
    params: RequestFileParams,
    handle: async (context, { params, sendFile }) => sendFile(await readRequestFile(context, params.id, params.fileId)),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/requests/:id/print',
    policy: 'requests.read_personal',
    summary: 'Bản in của mẫu (PDF, Word, Excel), cả khi còn nháp',
    params: RequestParams,
    query: PrintQuery,
    handle: async (context, { params, query, sendFile }) =>
      sendFile(await printRequest(context, params.id, query.format)),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/requests/:id/revisions/:revision/print',
    policy: 'requests.read_personal',
    summary: 'Bản in của một lần gửi trước',
    params: RevisionParams,
    handle: async (context, { params, sendFile }) => sendFile(await printRevision(context, params.id, params.revision)),
  }),
];

export function requestRoutes(ports: RequestsPorts): Route[] {
  return [
    ...LISTS,
    defineRoute({
      method: 'POST',
      path: '/api/requests',
      policy: 'requests.create',
      summary: 'Lập đề nghị, điền sẵn từ hồ sơ',
      body: CreateRequest,
      longBody: true,
      response: RequestView,
      handle: (context, { body }) => createRequest(context, ports, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/requests/covering-letter',
      policy: 'requests.read_personal',
      summary: 'Soạn công văn của đơn vị gửi kèm các đề nghị',
      body: ManyRequests,
      response: DraftedLetter,
      handle: (context, { body }) => draftCoveringLetter(context, body.ids),
    }),
    ...DETAILS,
  ];
}
