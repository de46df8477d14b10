import { ImportParams, ImportPreview, ImportResult, ImportTemplateQuery } from '@congvu/contracts';
import { defineRoute, type FileAnswer, type Route } from '../../platform/http/route.ts';
import { confirmImport } from './import/confirm-import.ts';
import { exportTree } from './import/export-tree.ts';
import { previewImport, receiveFile } from './import/preview-import.ts';
import { writeCsvTemplate, writeTemplate } from './import/write-workbook.ts';

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

export const orgImportRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/org/import/template',
    policy: 'org.import',
    summary: 'Mẫu nhập (XLSX bốn trang, hoặc CSV của một trang)',
    query: ImportTemplateQuery,
    handle: async (_context, { query: { format, sheet }, sendFile }) =>
      format === 'csv'
        ? sendFile(download(`mau-nhap-${sheet}.csv`, 'text/csv; charset=utf-8', writeCsvTemplate(sheet)))
        : sendFile(download('mau-nhap.xlsx', XLSX, await writeTemplate())),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/org/import',
    policy: 'org.import',
    summary: 'Tải tệp XLSX hoặc CSV lên và xem trước; chưa ghi gì',
    upload: true,
    response: ImportPreview,
    handle: async (context, { files }) => previewImport(context, await receiveFile(files())),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/org/import/:id/confirm',
    policy: 'org.import',
    summary: 'Ghi danh sách đã xem trước, tất cả hoặc không gì',
    params: ImportParams,
    response: ImportResult,
    handle: (context, { params }) => confirmImport(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/org/export',
    policy: 'org.import',
    summary: 'Xuất cơ quan, đơn vị, cán bộ, chức vụ theo dạng của mẫu nhập (XLSX)',
    handle: async (context, { sendFile }) => sendFile(download('co-quan-don-vi.xlsx', XLSX, await exportTree(context))),
  }),
];
