import {
  AttestRequest,
  ManyAnswer,
  ManyRequests,
  OverrideWarning,
  RequestParams,
  RequestReason,
  RequestView,
  ReturnRequest,
  SavedRequest,
  SaveRequest,
  SendRequest,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { acceptRequests } from './commands/accept-many.ts';
import { attachFiles, submitScan } from './commands/attach-files.ts';
import { attestApprove, attestDeclare } from './commands/attest.ts';
import { correctRequest, giveBack, refuseRequest, returnRequest, withdrawRequest } from './commands/decide-request.ts';
import { overrideWarning } from './commands/override-warning.ts';
import { saveRequest } from './commands/save-request.ts';
import { sendRequest } from './commands/send-request.ts';
import type { RequestsPorts } from './ports.ts';

function manyRoutes(ports: RequestsPorts): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/requests/attest-declare',
      policy: 'requests.declare',
      summary: 'Người khai chưa có chứng thư số xác nhận bằng mật khẩu',
      body: AttestRequest,
      response: ManyAnswer,
      handle: (context, { body }) => attestDeclare(context, ports, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/requests/attest-approve',
      policy: 'requests.approve',
      summary: 'Thủ trưởng chưa có chứng thư số duyệt nhiều đề nghị bằng mật khẩu',
      body: AttestRequest,
      response: ManyAnswer,
      handle: (context, { body }) => attestApprove(context, ports, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/requests/accept',
      policy: 'requests.accept',
      summary: 'Đơn vị đầu mối tiếp nhận nhiều đề nghị',
      body: ManyRequests,
      response: ManyAnswer,
      handle: (context, { body }) => acceptRequests(context, ports, body.ids),
    }),
  ];
}

function writingRoutes(ports: RequestsPorts): Route[] {
  return [
    defineRoute({
      method: 'PUT',
      path: '/api/requests/:id',
      policy: 'requests.edit',
      summary: 'Lưu nháp',
      params: RequestParams,
      body: SaveRequest,
      longBody: true,
      response: SavedRequest,
      handle: (context, { params, body }) => saveRequest(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/requests/:id/send',
      policy: 'requests.send',
      summary: 'Gửi người khai ký (Mẫu 01–05) hoặc trình thủ trưởng (Mẫu số 06–10)',
      params: RequestParams,
      body: SendRequest,
      response: RequestView,
      handle: (context, { params, body }) => sendRequest(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/requests/:id/override',
      policy: 'requests.override',
      summary: 'Chấp nhận một cảnh báo, có lý do',
      params: RequestParams,
      body: OverrideWarning,
      response: RequestView,
      handle: (context, { params, body }) => overrideWarning(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/requests/:id/attachments',
      policy: 'requests.edit',
      summary: 'Đính kèm giấy tờ',
      params: RequestParams,
      upload: true,
      response: RequestView,
      handle: (context, { params, files }) => attachFiles(context, params.id, files()),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/requests/:id/scan',
      policy: 'requests.scan',
      summary: 'Nộp bản quét đã ký giấy thay cho chữ ký của người khai hoặc thủ trưởng',
      params: RequestParams,
      upload: true,
      response: RequestView,
      handle: (context, { params, files }) => submitScan(context, ports, params.id, files()),
    }),
  ];
}

function decidingRoutes(ports: RequestsPorts): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/requests/:id/give-back',
      policy: 'requests.give_back',
      summary: 'Trả về cho người lập, trong cơ quan',
      params: RequestParams,
      body: RequestReason,
      response: RequestView,
      handle: (context, { params, body }) => giveBack(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/requests/:id/withdraw',
      policy: 'requests.withdraw',
      summary: 'Rút đề nghị',
      params: RequestParams,
      body: RequestReason,
      response: RequestView,
      handle: (context, { params, body }) => withdrawRequest(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/requests/:id/return',
      policy: 'requests.return',
      summary: 'Đơn vị đầu mối trả lại, có lý do từng mục, từng dòng',
      params: RequestParams,
      body: ReturnRequest,
      response: RequestView,
      handle: (context, { params, body }) => returnRequest(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/requests/:id/refuse',
      policy: 'requests.refuse',
      summary: 'Đơn vị đầu mối từ chối, có lý do',
      params: RequestParams,
      body: RequestReason,
      response: RequestView,
      handle: (context, { params, body }) => refuseRequest(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/requests/:id/correct',
      policy: 'requests.correct',
      summary: 'Mở lần sửa mới của đề nghị bị trả lại',
      params: RequestParams,
      response: RequestView,
      handle: (context, { params }) => correctRequest(context, ports, params.id),
    }),
  ];
}

export function requestActRoutes(ports: RequestsPorts): Route[] {
  return [...manyRoutes(ports), ...writingRoutes(ports), ...decidingRoutes(ports)];
}
