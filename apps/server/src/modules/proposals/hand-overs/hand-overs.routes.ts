import {
  HandOverList,
  HandOverParams,
  HandOverQuery,
  HandOverView,
  SettleHandOver,
  StartHandOver,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../../platform/http/route.ts';
import { cancelHandOver, finishHandOver } from './end-hand-over.ts';
import { listHandOvers, viewHandOver } from './list-hand-overs.ts';
import type { HandOverPorts } from './ports.ts';
import { settleHandOver } from './settle-hand-over.ts';
import { startHandOver } from './start-hand-over.ts';

export function handOverRoutes(ports: HandOverPorts): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/hand-overs',
      policy: 'proposals.list_hand_overs',
      summary: 'Các cuộc bàn giao của cơ quan',
      query: HandOverQuery,
      response: HandOverList,
      handle: (context, { query }) => listHandOvers(context, query),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/hand-overs',
      policy: 'proposals.start_hand_over',
      summary: 'Bắt đầu bàn giao khi có người nghỉ, chuyển công tác',
      body: StartHandOver,
      response: HandOverView,
      handle: (context, { body }) => startHandOver(context, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/hand-overs/:id',
      policy: 'proposals.read_hand_over',
      summary: 'Một cuộc bàn giao: mọi thứ còn lại và cách xử lý',
      params: HandOverParams,
      response: HandOverView,
      handle: (context, { params }) => viewHandOver(context, params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/hand-overs/:id/settle',
      policy: 'proposals.settle_hand_over',
      summary: 'Chọn cách xử lý; lập biểu mẫu cần thiết',
      params: HandOverParams,
      body: SettleHandOver,
      response: HandOverView,
      handle: (context, { params, body }) => settleHandOver(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/hand-overs/:id/finish',
      policy: 'proposals.finish_hand_over',
      summary: 'Kết thúc bàn giao khi không còn mục nào bỏ lại',
      params: HandOverParams,
      response: HandOverView,
      handle: (context, { params }) => finishHandOver(context, params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/hand-overs/:id/cancel',
      policy: 'proposals.cancel_hand_over',
      summary: 'Hủy cuộc bàn giao',
      params: HandOverParams,
      response: HandOverView,
      handle: (context, { params }) => cancelHandOver(context, params.id),
    }),
  ];
}
