import { OpenSigningBatch, SigningBatch, SigningBatchParams } from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { openBatch, viewBatch } from './commands/open-batch.ts';
import type { SigningPurpose } from './purpose.ts';

export function signingRoutes(purposes: readonly SigningPurpose[]): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/signing/batches',
      policy: 'signing.open',
      summary: 'Mở lô ký: những văn bản sẽ ký, kiểm tra trước khi ký, chứng thư dùng để ký',
      body: OpenSigningBatch,
      response: SigningBatch,
      handle: (context, { body }) => openBatch(context, purposes, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/signing/batches/:id',
      policy: 'signing.sign',
      summary: 'Xem lô ký',
      params: SigningBatchParams,
      response: SigningBatch,
      handle: (context, { params }) => viewBatch(context, purposes, params.id),
    }),
  ];
}
