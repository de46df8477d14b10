import {
  AmendAnswer,
  AmendDispatch,
  BoardParams,
  DeadLetterPage,
  DeliveryBoard,
  DispatchPage,
  DispatchParams,
  DispatchQuery,
  MarkSentOnPaper,
  PageQuery,
  QuarantineAnswer,
  QuarantinePage,
  QuarantineParams,
  QuarantineReason,
  ReceiverBoard,
  ReceiverBoardQuery,
  ResendAnswer,
  ResendDispatches,
  RetryDeadLetters,
  SettleDispatches,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { amendDispatch } from './commands/amend-dispatch.ts';
import { discardQuarantined, retryQuarantined } from './commands/decide-quarantine.ts';
import { resendDispatches } from './commands/resend-dispatches.ts';
import { retryDeadLetters } from './commands/retry-dead-letters.ts';
import { markSentOnPaper, settleDispatches } from './commands/settle-dispatches.ts';
import type { Exchange } from './exchange.ts';
import type { LoadCalendar } from './interchange.calendar.ts';
import { listDeadLetters } from './queries/list-dead-letters.ts';
import { listDispatchPage } from './queries/list-dispatches.ts';
import { listQuarantine, readRaw } from './queries/list-quarantine.ts';
import { viewBoard } from './queries/view-board.ts';
import { exportReceivers, viewReceivers } from './queries/view-receivers.ts';

function dispatchRoutes(loadCalendar: LoadCalendar): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/interchange/dispatches',
      policy: 'interchange.list',
      summary: 'Theo dõi gửi nhận: việc cần xử lý trước',
      query: DispatchQuery,
      response: DispatchPage,
      handle: (context, { query }) => listDispatchPage(context, query, loadCalendar),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/interchange/boards/:documentId',
      policy: 'interchange.board',
      summary: 'Bảng nơi nhận của một văn bản đi',
      params: BoardParams,
      response: DeliveryBoard,
      handle: (context, { params }) => viewBoard(context, params.documentId, loadCalendar),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/interchange/dispatches/resend',
      policy: 'interchange.resend',
      summary: 'Gửi lại các nơi chưa nhận',
      body: ResendDispatches,
      response: ResendAnswer,
      handle: (context, { body }) => resendDispatches(context, body.dispatchIds),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/interchange/dispatches/settle',
      policy: 'interchange.settle',
      summary: 'Đánh dấu đã xử lý với nơi nhận từ chối hoặc im lặng',
      body: SettleDispatches,
      response: ResendAnswer,
      handle: (context, { body }) => settleDispatches(context, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/interchange/dispatches/:id/on-paper',
      policy: 'interchange.mark_on_paper',
      summary: 'Đánh dấu đã gửi giấy',
      params: DispatchParams,
      body: MarkSentOnPaper,
      response: ResendAnswer,
      handle: (context, { params, body }) => markSentOnPaper(context, params.id, body),
    }),
  ];
}

function receiverRoutes(loadCalendar: LoadCalendar): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/interchange/receivers',
      policy: 'interchange.list',
      summary: 'Tình hình gửi nhận theo từng cơ quan nhận',
      query: ReceiverBoardQuery,
      response: ReceiverBoard,
      handle: (context, { query }) => viewReceivers(context, query, loadCalendar),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/interchange/receivers/export',
      policy: 'interchange.list',
      summary: 'Xuất bảng gửi nhận theo cơ quan',
      query: ReceiverBoardQuery,
      handle: async (context, { query, sendFile }) => sendFile(await exportReceivers(context, query, loadCalendar)),
    }),
  ];
}

function deadLetterRoutes(exchange: Exchange): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/interchange/dead-letters',
      policy: 'interchange.list',
      summary: 'Văn bản và trạng thái không gửi được, kèm lý do',
      query: PageQuery,
      response: DeadLetterPage,
      handle: (context, { query }) => listDeadLetters(context, query),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/interchange/dead-letters/retry',
      policy: 'interchange.resend',
      summary: 'Gửi lại đúng gói tin đã không gửi được',
      body: RetryDeadLetters,
      response: ResendAnswer,
      handle: (context, { body }) => retryDeadLetters(context, body.ids),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/interchange/dispatches/:id/amend',
      policy: 'interchange.amend',
      summary: 'Sửa nơi nhận hoặc cách gửi rồi gửi lại',
      params: DispatchParams,
      body: AmendDispatch,
      response: AmendAnswer,
      handle: (context, { params, body }) => amendDispatch(exchange, context, params.id, body),
    }),
  ];
}

const QUARANTINE: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/interchange/quarantine',
    policy: 'interchange.quarantine',
    summary: 'Gói tin chưa nhận vào được',
    query: PageQuery,
    response: QuarantinePage,
    handle: (context, { query }) => listQuarantine(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/interchange/quarantine/:id/raw',
    policy: 'interchange.read_raw',
    summary: 'Tải gói tin gốc',
    params: QuarantineParams,
    handle: async (context, { params, sendFile }) => sendFile(await readRaw(context, params.id)),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/interchange/quarantine/:id/retry',
    policy: 'interchange.retry',
    summary: 'Đọc lại gói tin, hoặc nhận thêm văn bản trùng số khác nội dung',
    params: QuarantineParams,
    response: QuarantineAnswer,
    handle: (context, { params }) => retryQuarantined(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/interchange/quarantine/:id/discard',
    policy: 'interchange.discard',
    summary: 'Loại bỏ gói tin',
    params: QuarantineParams,
    body: QuarantineReason,
    response: QuarantineAnswer,
    handle: (context, { params, body }) => discardQuarantined(context, params.id, body.reason),
  }),
];

export function interchangeRoutes(exchange: Exchange, loadCalendar: LoadCalendar): Route[] {
  return [
    ...deadLetterRoutes(exchange),
    ...dispatchRoutes(loadCalendar),
    ...receiverRoutes(loadCalendar),
    ...QUARANTINE,
  ];
}
