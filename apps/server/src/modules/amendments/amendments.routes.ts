import {
  AgreeToRequest,
  AmendedDocumentParams,
  AmendingDraftAnswer,
  AmendmentAck,
  AmendmentBoard,
  AmendmentParams,
  AmendmentReceiverParams,
  AmendmentRequestAck,
  AmendmentRequestView,
  AmendmentSetting,
  AskAgain,
  ChangeReceivers,
  DeclineTakeBack,
  IncomingAmendments,
  MarkPaperBack,
  OpenAmendingDraft,
  RejectRequest,
  SaveAmendmentSetting,
  TakeBack,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { agreeToRequest, rejectRequest } from './commands/answer-request.ts';
import { askAgain } from './commands/ask-again.ts';
import { changeReceivers } from './commands/change-receivers.ts';
import { consentToTakeBack, declineTakeBack } from './commands/decide-consent.ts';
import { markPaperBack } from './commands/mark-paper-back.ts';
import { openAmendingDraft } from './commands/open-amending-draft.ts';
import { saveSetting, viewSetting } from './commands/save-setting.ts';
import { takeBack } from './commands/take-back.ts';
import type { AmendmentsPorts } from './ports.ts';
import { viewBoard } from './queries/view-board.ts';
import { viewIncomingAmendments, viewRequest } from './queries/view-requests.ts';

function senderRoutes(ports: AmendmentsPorts): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/amendments/outgoing/:id',
      policy: 'amendments.read',
      summary: 'Văn bản đi sau khi gửi: đã yêu cầu gì, nơi nhận nào trả lời ra sao, còn làm được gì',
      params: AmendedDocumentParams,
      response: AmendmentBoard,
      handle: (context, { params }) => viewBoard(context, params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/amendments/outgoing/:id/take-back',
      policy: 'amendments.take_back',
      stepUp: true,
      summary: 'Lấy lại văn bản gửi nhầm từ mọi nơi đang giữ hoặc những nơi chọn (trạng thái 13)',
      params: AmendedDocumentParams,
      body: TakeBack,
      response: AmendmentAck,
      handle: (context, { params, body }) => takeBack(context, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/amendments/outgoing/:id/draft',
      policy: 'amendments.recall',
      summary: 'Mở dự thảo thu hồi, thay thế, đính chính hoặc cập nhật',
      params: AmendedDocumentParams,
      body: OpenAmendingDraft,
      response: AmendingDraftAnswer,
      handle: (context, { params, body }) => openAmendingDraft(context, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/amendments/outgoing/:id/receivers',
      policy: 'amendments.change_receivers',
      summary: 'Thêm nơi nhận bị sót, bỏ nơi nhận gửi nhầm',
      params: AmendedDocumentParams,
      body: ChangeReceivers,
      response: AmendmentAck,
      handle: (context, { params, body }) => changeReceivers(context, ports, params.id, body),
    }),
  ];
}

const ASKED: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/amendments/:id/consent',
    policy: 'amendments.consent',
    summary: 'Lãnh đạo đồng ý lấy lại',
    params: AmendmentParams,
    response: AmendmentAck,
    handle: (context, { params }) => consentToTakeBack(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/amendments/:id/decline',
    policy: 'amendments.consent',
    summary: 'Lãnh đạo không đồng ý lấy lại',
    params: AmendmentParams,
    body: DeclineTakeBack,
    response: AmendmentAck,
    handle: (context, { params, body }) => declineTakeBack(context, params.id, body.reason),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/amendments/:id/ask-again',
    policy: 'amendments.ask_again',
    summary: 'Yêu cầu lại những nơi đã từ chối',
    params: AmendmentParams,
    body: AskAgain,
    response: AmendmentAck,
    handle: (context, { params, body }) => askAgain(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/amendments/:id/receivers/:dispatchId/paper-back',
    policy: 'amendments.paper_back',
    summary: 'Đánh dấu đã thu bản giấy ở một nơi nhận',
    params: AmendmentReceiverParams,
    body: MarkPaperBack,
    response: AmendmentAck,
    handle: (context, { params, body }) => markPaperBack(context, params, body),
  }),
];

const RECEIVER: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/amendments/incoming/:id',
    policy: 'amendments.read_request',
    summary: 'Nơi gửi yêu cầu gì về một văn bản đến, đã trả lời ra sao',
    params: AmendedDocumentParams,
    response: IncomingAmendments,
    handle: (context, { params }) => viewIncomingAmendments(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/amendments/requests/:id',
    policy: 'amendments.read_request',
    summary: 'Một yêu cầu của nơi gửi',
    params: AmendmentParams,
    response: AmendmentRequestView,
    handle: (context, { params }) => viewRequest(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/amendments/requests/:id/agree',
    policy: 'amendments.agree',
    summary: 'Đồng ý: thu hồi thì hủy nội dung, cập nhật thì gắn bản mới với bản cũ',
    params: AmendmentParams,
    body: AgreeToRequest,
    response: AmendmentRequestAck,
    handle: (context, { params, body }) => agreeToRequest(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/amendments/requests/:id/reject',
    policy: 'amendments.reject',
    summary: 'Từ chối kèm lý do',
    params: AmendmentParams,
    body: RejectRequest,
    response: AmendmentRequestAck,
    handle: (context, { params, body }) => rejectRequest(context, params.id, body.reason),
  }),
];

const SETTING: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/amendments/setting',
    policy: 'amendments.setting',
    summary: 'Khi nào lấy lại văn bản cần lãnh đạo đồng ý',
    response: AmendmentSetting,
    handle: (context) => viewSetting(context),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/amendments/setting',
    policy: 'amendments.change_setting',
    summary: 'Đặt khi nào lấy lại văn bản cần lãnh đạo đồng ý',
    body: SaveAmendmentSetting,
    response: AmendmentSetting,
    handle: (context, { body }) => saveSetting(context, body.consentRule),
  }),
];

export function amendmentsRoutes(ports: AmendmentsPorts): Route[] {
  return [...SETTING, ...senderRoutes(ports), ...ASKED, ...RECEIVER];
}
