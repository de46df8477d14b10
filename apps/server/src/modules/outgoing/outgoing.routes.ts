import {
  CancelNumber,
  IssueAnswer,
  IssueDocuments,
  OutgoingAck,
  OutgoingFileParams,
  OutgoingFileQuery,
  OutgoingFromDraftParams,
  OutgoingPage,
  OutgoingParams,
  OutgoingQuery,
  OutgoingReason,
  OutgoingRegisterPage,
  OutgoingRegisterQuery,
  OutgoingView,
  SignatureCheck,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { cancelDocumentNumber } from './commands/cancel-number.ts';
import { createFromDraft } from './commands/create-from-draft.ts';
import { issueDocuments } from './commands/issue-documents.ts';
import { returnDocument } from './commands/return-document.ts';
import { readersRoutes } from './outgoing-readers.routes.ts';
import type { OutgoingPorts } from './ports.ts';
import { publicCheckRoutes } from './public-check/public-check.routes.ts';
import { checkOutgoingSignatures } from './queries/check-signatures.ts';
import { listOutgoing } from './queries/list-outgoing.ts';
import { readOutgoingFile, viewOutgoing } from './queries/view-outgoing.ts';
import { listRegister } from './register/list-register.ts';
import { exportRegister, printRegister } from './register/print-register.ts';

function documentRoutes(ports: OutgoingPorts): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/outgoing',
      policy: 'outgoing.list',
      summary: 'Danh sách văn bản đi theo ngăn',
      query: OutgoingQuery,
      response: OutgoingPage,
      handle: (context, { query }) => listOutgoing(context, ports, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/outgoing/:id',
      policy: 'outgoing.read',
      summary: 'Văn bản đi với chữ ký, nơi nhận, luân chuyển và điều kiện phát hành',
      params: OutgoingParams,
      response: OutgoingView,
      handle: (context, { params }) => viewOutgoing(context, ports, params.id),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/outgoing/:id/signatures',
      policy: 'outgoing.read',
      summary: 'Từng chữ ký trên văn bản đi: ai, lúc nào, thay đổi gì sau khi ký và ở chỗ nào trên trang',
      params: OutgoingParams,
      response: SignatureCheck,
      handle: (context, { params }) => checkOutgoingSignatures(context, params.id),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/outgoing/:id/files/:fileId',
      policy: 'outgoing.read',
      summary: 'Mở hoặc tải một tệp của văn bản đi',
      params: OutgoingFileParams,
      query: OutgoingFileQuery,
      handle: async (context, { params, query, sendFile }) =>
        sendFile(await readOutgoingFile(context, params.id, params.fileId, query.download)),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/outgoing/issue',
      policy: 'outgoing.issue',
      summary: 'Phát hành các văn bản đã đóng dấu; kết quả từng văn bản',
      body: IssueDocuments,
      response: IssueAnswer,
      handle: (context, { body }) => issueDocuments(context, ports, body),
    }),
  ];
}

function stepRoutes(ports: OutgoingPorts): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/outgoing/from-draft/:draftId',
      policy: 'outgoing.hand_over',
      summary: 'Thể thức đạt: dựng bản in cuối cùng và trình ký',
      params: OutgoingFromDraftParams,
      response: OutgoingAck,
      handle: (context, { params }) => createFromDraft(context, ports, params.draftId),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/outgoing/:id/return',
      policy: 'outgoing.return',
      summary: 'Trả lại người soạn kèm lý do; số đã cấp bị hủy trong sổ',
      params: OutgoingParams,
      body: OutgoingReason,
      response: OutgoingAck,
      handle: (context, { params, body }) => returnDocument(context, ports, params.id, body.reason),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/outgoing/:id/cancel-number',
      policy: 'outgoing.cancel_number',
      summary: 'Hủy số đã cấp của văn bản không phát hành',
      params: OutgoingParams,
      body: CancelNumber,
      response: OutgoingAck,
      handle: (context, { params, body }) => cancelDocumentNumber(context, ports, params.id, body.reason),
    }),
  ];
}

function registerRoutes(ports: OutgoingPorts): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/outgoing/register',
      policy: 'outgoing.register',
      summary: 'Sổ đăng ký văn bản đi, đủ mười cột',
      query: OutgoingRegisterQuery,
      response: OutgoingRegisterPage,
      handle: (context, { query }) => listRegister(context, ports, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/outgoing/register/print.pdf',
      policy: 'outgoing.print_register',
      summary: 'In sổ đăng ký văn bản đi (PDF/A)',
      query: OutgoingRegisterQuery,
      handle: async (context, { query, sendFile }) => sendFile(await printRegister(context, query)),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/outgoing/register/export.xlsx',
      policy: 'outgoing.print_register',
      summary: 'Xuất sổ đăng ký văn bản đi (XLSX)',
      query: OutgoingRegisterQuery,
      handle: async (context, { query, sendFile }) => sendFile(await exportRegister(context, query)),
    }),
  ];
}

export function outgoingRoutes(ports: OutgoingPorts): Route[] {
  return [
    ...registerRoutes(ports),
    ...documentRoutes(ports),
    ...readersRoutes,
    ...stepRoutes(ports),
    ...publicCheckRoutes(),
  ];
}
