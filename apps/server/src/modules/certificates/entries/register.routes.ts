import {
  AddToken,
  CertificateEntryHistory,
  CertificateEntryPage,
  CertificateEntryQuery,
  ChangeToken,
  ConfirmCustody,
  ConfirmRegisterImport,
  CustodyParams,
  HandOverToken,
  PkiSimPage,
  RegisterEntryParams,
  RegisterImport,
  RegisterImported,
  RegisterImportParams,
  RegisterPageQuery,
  SealPage,
  TokenPage,
  TokenQuery,
  TokenView,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import { addToken } from '../tokens/add-token.ts';
import { changeToken } from '../tokens/change-token.ts';
import { confirmCustody } from '../tokens/confirm-custody.ts';
import { handOverToken } from '../tokens/hand-over-token.ts';
import { listTokens } from '../tokens/list-tokens.ts';
import { viewToken } from '../tokens/view-token.ts';
import { confirmImport } from './import/confirm-import.ts';
import { downloadTemplate, exportEntries } from './import/export-entries.ts';
import { previewImport } from './import/preview-import.ts';
import { listEntries } from './list-entries.ts';
import { listSeals } from './list-seals.ts';
import { listSims } from './list-sims.ts';
import { viewEntry } from './view-entry.ts';

const importRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/certificate-register/template',
    policy: 'certificates.import_entries',
    summary: 'Mẫu nhập sổ chứng thư số (XLSX)',
    handle: async (context, { sendFile }) => sendFile(await downloadTemplate(context)),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/certificate-register/export',
    policy: 'certificates.list_entries',
    stepUp: true,
    summary: 'Xuất sổ chứng thư số theo dạng của mẫu nhập (XLSX)',
    handle: async (context, { sendFile }) => sendFile(await exportEntries(context)),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/certificate-register/import',
    policy: 'certificates.import_entries',
    summary: 'Tải danh sách chứng thư số đang có lên và xem trước; chưa ghi gì',
    upload: true,
    response: RegisterImport,
    handle: (context, { files }) => previewImport(context, files()),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/certificate-register/import/:id/confirm',
    policy: 'certificates.import_entries',
    summary: 'Ghi danh sách đã xem trước: tất cả, hoặc chỉ các hàng đúng',
    params: RegisterImportParams,
    body: ConfirmRegisterImport,
    response: RegisterImported,
    handle: (context, { params, body }) => confirmImport(context, params.id, body),
  }),
];

const listRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/certificate-register',
    policy: 'certificates.list_entries',
    summary: 'Sổ chứng thư số: của cơ quan; đầu mối và quản trị thấy cả các cơ quan trực thuộc',
    query: CertificateEntryQuery,
    response: CertificateEntryPage,
    handle: (context, { query }) => listEntries(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/certificate-register/:id',
    policy: 'certificates.view_entry',
    summary: 'Một chứng thư số với lịch sử và văn bản của từng bước',
    params: RegisterEntryParams,
    response: CertificateEntryHistory,
    handle: (context, { params }) => viewEntry(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/pki-sims',
    policy: 'certificates.list_entries',
    summary: 'SIM ký số',
    query: RegisterPageQuery,
    response: PkiSimPage,
    handle: (context, { query }) => listSims(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/seals',
    policy: 'certificates.list_entries',
    summary: 'Con dấu điện tử của cơ quan',
    query: RegisterPageQuery,
    response: SealPage,
    handle: (context, { query }) => listSeals(context, query),
  }),
];

const tokenRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/tokens',
    policy: 'certificates.list_tokens',
    summary: 'Thiết bị lưu khóa bí mật và nhật ký bàn giao',
    query: TokenQuery,
    response: TokenPage,
    handle: (context, { query }) => listTokens(context, query),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/tokens',
    policy: 'certificates.add_token',
    summary: 'Tiếp nhận một thiết bị',
    body: AddToken,
    response: TokenView,
    handle: (context, { body }) => addToken(context, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/tokens/:id',
    policy: 'certificates.view_token',
    summary: 'Một thiết bị với nhật ký bàn giao',
    params: RegisterEntryParams,
    response: TokenView,
    handle: (context, { params }) => viewToken(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/tokens/:id/hand-over',
    policy: 'certificates.hand_over_token',
    summary: 'Bàn giao thiết bị: người giao xác nhận bằng mật khẩu',
    params: RegisterEntryParams,
    body: HandOverToken,
    response: TokenView,
    handle: (context, { params, body }) => handOverToken(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/tokens/:id/custody/:lineId',
    policy: 'certificates.confirm_custody',
    summary: 'Người nhận xác nhận đã nhận hoặc không nhận; người giao rút lại',
    params: CustodyParams,
    body: ConfirmCustody,
    response: TokenView,
    handle: (context, { params, body }) => confirmCustody(context, { tokenId: params.id, lineId: params.lineId, body }),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/tokens/:id/state',
    policy: 'certificates.change_token',
    summary: 'Ghi tình trạng thiết bị, kèm lý do',
    params: RegisterEntryParams,
    body: ChangeToken,
    response: TokenView,
    handle: (context, { params, body }) => changeToken(context, params.id, body),
  }),
];

export const registerRoutes: Route[] = [...importRoutes, ...listRoutes, ...tokenRoutes];
