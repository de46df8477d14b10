import {
  BookDetail,
  BookOptions,
  BookPage,
  BookParams,
  BookQuery,
  BookSearch,
  BookSettings,
  BookSourceParams,
  BookSync,
  ConfirmRegisterImport,
  Id,
  RegisterImport,
  RegisterImported,
  RegisterImportParams,
  SetSuccessors,
  StartSync,
  StartSyncAnswer,
  TriedSource,
} from '@congvu/contracts';
import { z } from 'zod';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { saveSettings } from './commands/save-settings.ts';
import { setSuccessors } from './commands/set-successors.ts';
import { startSync } from './commands/start-sync.ts';
import { trySource } from './commands/try-source.ts';
import type { AddressbookPorts } from './ports.ts';
import { findInBook } from './queries/find-in-book.ts';
import { listBook } from './queries/list-book.ts';
import { viewBody } from './queries/view-body.ts';
import { viewSync } from './queries/view-sync.ts';
import { bookTemplate, exportBook } from './sheet/export-book.ts';
import { confirmBookImport, previewBookImport } from './sheet/import-book.ts';

const BookFilterQuery = BookQuery.omit({ cursor: true, limit: true });

function readingRoutes(ports: AddressbookPorts): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/address-book/find',
      policy: 'addressbook.find',
      summary: 'Tìm nơi nhận theo tên không dấu, chữ viết tắt hoặc mã của một trong hai chuẩn',
      query: BookSearch,
      response: BookOptions,
      handle: async (context, { query }) => ({ items: await findInBook(context.db, query) }),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/address-book',
      policy: 'addressbook.read',
      summary: 'Sổ địa chỉ theo bộ lọc, từng trang',
      query: BookQuery,
      response: BookPage,
      handle: (context, { query }) => listBook(context, ports, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/address-book/agencies/:id',
      policy: 'addressbook.read',
      summary: 'Một cơ quan: mọi mã, các danh sách có tên, lịch sử, cơ quan nhận thay',
      params: BookParams,
      response: BookDetail,
      handle: (context, { params }) => viewBody(context, ports, params.id),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/address-book/sync',
      policy: 'addressbook.read',
      summary: 'Tình trạng đồng bộ của từng nguồn',
      response: BookSync,
      handle: (context) => viewSync(context, ports),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/address-book/export',
      policy: 'addressbook.read',
      summary: 'Xuất sổ địa chỉ đang lọc ra XLSX',
      query: BookFilterQuery,
      handle: async (context, { query, sendFile }) => sendFile(await exportBook(context, query)),
    }),
  ];
}

function syncRoutes(ports: AddressbookPorts): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/address-book/sources/:id/sync',
      policy: 'addressbook.sync',
      summary: 'Đồng bộ ngay, hoặc nhận danh sách đang chờ quyết định',
      params: BookSourceParams,
      body: StartSync,
      response: StartSyncAnswer,
      handle: (context, { params, body }) => startSync(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/address-book/sources/:id/try',
      policy: 'addressbook.sync',
      summary: 'Thử đọc danh sách của nguồn và nói sai ở đâu',
      params: BookSourceParams,
      response: TriedSource,
      handle: (context, { params }) => trySource(context, ports, params.id),
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/address-book/settings',
      policy: 'addressbook.configure',
      summary: 'Đặt giờ đồng bộ và ngưỡng danh sách bị thiếu',
      body: BookSettings,
      response: BookSettings,
      handle: (context, { body }) => saveSettings(context, body),
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/address-book/agencies/:id/successors',
      policy: 'addressbook.set_successor',
      summary: 'Khai cơ quan nhận thay',
      params: BookParams,
      body: SetSuccessors,
      response: z.object({ id: Id }),
      handle: (context, { params, body }) => setSuccessors(context, params.id, body),
    }),
  ];
}

const SHEET_ROUTES: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/address-book/template',
    policy: 'addressbook.import',
    summary: 'Mẫu XLSX để nhập sổ địa chỉ',
    handle: async (context, { sendFile }) => sendFile(await bookTemplate(context)),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/address-book/import',
    policy: 'addressbook.import',
    summary: 'Xem trước danh sách cơ quan từ tệp XLSX hoặc CSV',
    upload: true,
    response: RegisterImport,
    handle: (context, { files }) => previewBookImport(context, files()),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/address-book/import/:id/confirm',
    policy: 'addressbook.import',
    summary: 'Ghi danh sách đã xem trước vào sổ địa chỉ',
    params: RegisterImportParams,
    body: ConfirmRegisterImport,
    response: RegisterImported,
    handle: (context, { params, body }) => confirmBookImport(context, params.id, body),
  }),
];

export function addressbookRoutes(ports: AddressbookPorts): Route[] {
  return [...readingRoutes(ports), ...syncRoutes(ports), ...SHEET_ROUTES];
}
