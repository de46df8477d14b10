import {
  CompleteIncoming,
  DecideResult,
  DirectIncoming,
  IncomingAck,
  IncomingParams,
  ReportResult,
  ReturnResult,
  SubAssignIncoming,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { completeIncoming } from './commands/complete-incoming.ts';
import { approveResult, returnResult } from './commands/decide-result.ts';
import { directIncoming } from './commands/direct-incoming.ts';
import { openIncoming } from './commands/open-incoming.ts';
import { reportResult } from './commands/report-result.ts';
import { subAssignIncoming } from './commands/sub-assign-incoming.ts';
import type { IncomingPorts } from './ports.ts';

function partRoutes(ports: IncomingPorts): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/incoming/:id/open',
      policy: 'incoming.read',
      summary: 'Ghi nhận đã mở văn bản',
      params: IncomingParams,
      response: IncomingAck,
      handle: (context, { params }) => openIncoming(context, ports, params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/incoming/:id/direct',
      policy: 'incoming.direct',
      summary: 'Bút phê và giao việc',
      params: IncomingParams,
      body: DirectIncoming,
      response: IncomingAck,
      handle: (context, { params, body }) => directIncoming(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/incoming/:id/sub-assign',
      policy: 'tasks.sub_assign',
      summary: 'Trưởng đơn vị phân công trong đơn vị',
      params: IncomingParams,
      body: SubAssignIncoming,
      response: IncomingAck,
      handle: (context, { params, body }) => subAssignIncoming(context, ports, params.id, body),
    }),
  ];
}

function resultRoutes(ports: IncomingPorts): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/incoming/:id/report',
      policy: 'tasks.report',
      summary: 'Báo cáo kết quả phần việc',
      params: IncomingParams,
      body: ReportResult,
      response: IncomingAck,
      handle: (context, { params, body }) => reportResult(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/incoming/:id/approve-result',
      policy: 'tasks.approve_result',
      summary: 'Duyệt kết quả',
      params: IncomingParams,
      body: DecideResult,
      response: IncomingAck,
      handle: (context, { params, body }) => approveResult(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/incoming/:id/return-result',
      policy: 'tasks.return_result',
      summary: 'Yêu cầu làm lại kết quả',
      params: IncomingParams,
      body: ReturnResult,
      response: IncomingAck,
      handle: (context, { params, body }) => returnResult(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/incoming/:id/complete',
      policy: 'incoming.complete',
      summary: 'Kết thúc văn bản',
      params: IncomingParams,
      body: CompleteIncoming,
      response: IncomingAck,
      handle: (context, { params, body }) => completeIncoming(context, ports, params.id, body),
    }),
  ];
}

/** What happens to a document after the clerk: opened, directed, passed on, reported, decided. */
export function workRoutes(ports: IncomingPorts): Route[] {
  return [...partRoutes(ports), ...resultRoutes(ports)];
}
