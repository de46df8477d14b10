import {
  AccountEntryPage,
  AccountEntryParams,
  AccountEntryQuery,
  AccountEntryView,
  AccountHistory,
  AccountReason,
  AskAttestations,
  AskedAttestations,
  AttestAccounts,
  AttestationAnswer,
  AttestationView,
  ConfirmRegisterImport,
  KeepAccount,
  PageQuery,
  RegisterImport,
  RegisterImported,
  RegisterImportParams,
  WasteBoard,
  WastePeople,
  WasteQuery,
  WasteUnitParams,
} from '@congvu/contracts';
import { z } from 'zod';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { askAttestations } from './attestations/ask-attestations.ts';
import { attestAccounts } from './attestations/attest-accounts.ts';
import { viewAttestation } from './attestations/view-attestation.ts';
import { inviteHolder } from './commands/invite-holder.ts';
import { keepAccount, unkeepAccount } from './commands/keep-account.ts';
import { withdrawMobileEditing } from './commands/withdraw-mobile-editing.ts';
import { listAccounts } from './queries/list-accounts.ts';
import { viewAccount } from './queries/view-account.ts';
import { viewWaste } from './queries/waste-board.ts';
import { viewWastePeople } from './queries/waste-people.ts';
import { confirmAccounts } from './register/confirm-accounts.ts';
import { accountTemplate, exportAccounts, exportWaste } from './register/export-accounts.ts';
import { previewAccounts } from './register/import-accounts.ts';

const Invitation = z.object({ link: z.string(), expiresAt: z.string(), userName: z.string() });
const ExportQuery = AccountEntryQuery.omit({ cursor: true, limit: true });

const SHEETS: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/accounts-register/template',
    policy: 'accounts.import',
    summary: 'Mẫu nhập sổ tài khoản (XLSX)',
    handle: async (context, { sendFile }) => sendFile(await accountTemplate(context)),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/accounts-register/export',
    policy: 'accounts.export',
    stepUp: true,
    summary: 'Xuất sổ tài khoản (XLSX)',
    query: ExportQuery,
    handle: async (context, { query, sendFile }) => sendFile(await exportAccounts(context, query)),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/accounts-register/import',
    policy: 'accounts.import',
    summary: 'Tải danh sách tài khoản đang có lên và xem trước; chưa ghi gì',
    upload: true,
    response: RegisterImport,
    handle: (context, { files }) => previewAccounts(context, files()),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/accounts-register/import/:id/confirm',
    policy: 'accounts.import',
    summary: 'Ghi danh sách đã xem trước',
    params: RegisterImportParams,
    body: ConfirmRegisterImport,
    response: RegisterImported,
    handle: (context, { params, body }) => confirmAccounts(context, params.id, body),
  }),
];

const REGISTER: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/accounts-register',
    policy: 'accounts.list',
    summary: 'Sổ tài khoản của hệ thống quản lý văn bản',
    query: AccountEntryQuery,
    response: AccountEntryPage,
    handle: (context, { query }) => listAccounts(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/accounts-register/:id',
    policy: 'accounts.read',
    summary: 'Một tài khoản với lịch sử và văn bản liên quan',
    params: AccountEntryParams,
    response: AccountHistory,
    handle: (context, { params }) => viewAccount(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/accounts-register/:id/keep',
    policy: 'accounts.keep',
    summary: 'Giữ tài khoản đến một ngày, kèm lý do',
    params: AccountEntryParams,
    body: KeepAccount,
    response: AccountEntryView,
    handle: (context, { params, body }) => keepAccount(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/accounts-register/:id/unkeep',
    policy: 'accounts.unkeep',
    summary: 'Thôi giữ tài khoản',
    params: AccountEntryParams,
    response: AccountEntryView,
    handle: (context, { params }) => unkeepAccount(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/accounts-register/:id/withdraw-mobile',
    policy: 'accounts.withdraw_mobile',
    summary: 'Thu lại quyền sửa văn bản trên iPad, điện thoại',
    params: AccountEntryParams,
    body: AccountReason,
    response: AccountEntryView,
    handle: (context, { params, body }) => withdrawMobileEditing(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/accounts-register/:id/invitation',
    policy: 'accounts.invite',
    stepUp: true,
    summary: 'Liên kết đặt mật khẩu dùng một lần, chỉ hiện lần này',
    params: AccountEntryParams,
    response: Invitation,
    handle: (context, { params }) => inviteHolder(context, params.id),
  }),
];

const WASTE: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/waste',
    policy: 'accounts.waste',
    summary: 'Bảng rà soát tài khoản không dùng, tốn bao nhiêu, ai chịu trách nhiệm',
    query: WasteQuery,
    response: WasteBoard,
    handle: (context, { query }) => viewWaste(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/waste/export',
    policy: 'accounts.waste',
    stepUp: true,
    summary: 'Xuất bảng rà soát tài khoản (XLSX)',
    handle: async (context, { sendFile }) => sendFile(await exportWaste(context)),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/waste/attestations',
    policy: 'accounts.ask_attestations',
    summary: 'Đề nghị hoặc nhắc thủ trưởng xác nhận',
    body: AskAttestations,
    response: AskedAttestations,
    handle: (context, { body }) => askAttestations(context, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/waste/:agencyId',
    policy: 'accounts.waste',
    summary: 'Tài khoản cần xem của một cơ quan',
    params: WasteUnitParams,
    query: PageQuery,
    response: WastePeople,
    handle: (context, { params, query }) => viewWastePeople(context, params.agencyId, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/attestation',
    policy: 'accounts.see_attestation',
    summary: 'Đợt rà soát tài khoản của cơ quan mình',
    response: AttestationAnswer,
    handle: (context) => viewAttestation(context),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/attestation',
    policy: 'accounts.attest',
    summary: 'Thủ trưởng xác nhận từng tài khoản',
    body: AttestAccounts,
    response: AttestationView,
    handle: (context, { body }) => attestAccounts(context, body),
  }),
];

export const accountRoutes: Route[] = [...SHEETS, ...REGISTER, ...WASTE];
