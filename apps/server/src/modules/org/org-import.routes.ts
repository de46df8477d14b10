import { ImportParams, ImportPreview, ImportResult, ImportTemplateQuery } from '@congvu/contracts';
import type { z } from 'zod';
import type { ActingContext } from '../../platform/context.ts';
import { defineRoute, type FileAnswer, type Route } from '../../platform/http/route.ts';
import { confirmImport } from './import/confirm-import.ts';
import { exportTree } from './import/export-tree.ts';
import { uploadImport } from './import/preview-import.ts';
import { writeCsvTemplate, writeTemplate } from './import/write-workbook.ts';

import { orgPolicies } from './org.policy.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

function download(name: string, mediaType: string, bytes: Buffer): FileAnswer {
  return {
    stream: bytes,
    headers: {
      'content-type': mediaType,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  };
}

async function template(context: ActingContext, query: z.output<typeof ImportTemplateQuery>): Promise<FileAnswer> {
  orgPolicies.authorize('org.import', context.subject, { over: false });
  return query.format === 'csv'
    ? download(`mau-nhap-${query.sheet}.csv`, 'text/csv; charset=utf-8', writeCsvTemplate(query.sheet))
    : download('mau-nhap.xlsx', XLSX, await writeTemplate());
}

export const orgImportRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/org/import/template',
    policy: 'org.import',
    summary: 'Mẫu nhập (XLSX bốn trang, hoặc CSV của một trang)',
    query: ImportTemplateQuery,
    handle: async (context, { query, sendFile }) => sendFile(await template(context, query)),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/org/import',
    policy: 'org.import',
    summary: 'Tải tệp XLSX hoặc CSV lên và xem trước; chưa ghi gì',
    upload: true,
    response: ImportPreview,
    handle: (context, { files }) => uploadImport(context, files()),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/org/import/:id/confirm',
    policy: 'org.import',
    stepUp: true,
    summary: 'Ghi danh sách đã xem trước, tất cả hoặc không gì',
    params: ImportParams,
    response: ImportResult,
    handle: (context, { params }) => confirmImport(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/org/export',
    policy: 'org.import',
    stepUp: true,
    summary: 'Xuất cơ quan, đơn vị, cán bộ, chức vụ theo dạng của mẫu nhập (XLSX)',
    handle: async (context, { sendFile }) => sendFile(download('co-quan-don-vi.xlsx', XLSX, await exportTree(context))),
  }),
];
