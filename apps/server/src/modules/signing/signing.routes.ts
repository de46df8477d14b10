import { OpenSigningBatch, SignBatch, SignBatchAnswer, SigningBatch, SigningBatchParams } from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { cancelBatch } from './commands/cancel-batch.ts';
import { openBatch } from './commands/open-batch.ts';
import { signBatch } from './commands/sign-batch.ts';
import { viewBatch } from './queries/view-batch.ts';
import type { SigningPorts } from './signing-act.ts';

export function signingRoutes(ports: SigningPorts): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/signing/batches',
      policy: 'signing.open',
      summary: 'Mở lô ký: những văn bản sẽ ký, kiểm tra trước khi ký, chứng thư dùng để ký',
      body: OpenSigningBatch,
      response: SigningBatch,
      handle: (context, { body }) => openBatch(context, ports, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/signing/batches/:id',
      policy: 'signing.sign',
      summary: 'Xem lô ký và đã ký tới đâu',
      params: SigningBatchParams,
      response: SigningBatch,
      handle: (context, { params }) => viewBatch(context, ports.purposes, params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/signing/batches/:id/sign',
      policy: 'signing.sign',
      summary: 'Ký các văn bản đã chọn trong lô, một mã PIN cho cả lô; kết quả từng văn bản; gọi lại để hỏi thiết bị',
      params: SigningBatchParams,
      body: SignBatch,
      response: SignBatchAnswer,
      handle: (context, { params, body }) => signBatch(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/signing/batches/:id/cancel',
      policy: 'signing.sign',
      summary: 'Hủy lô ký; văn bản đã ký vẫn giữ nguyên',
      params: SigningBatchParams,
      response: SigningBatch,
      handle: (context, { params }) => cancelBatch(context, ports, params.id),
    }),
  ];
}
