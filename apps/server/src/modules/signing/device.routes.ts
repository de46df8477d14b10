import {
  ExternalSigning,
  ExternalUploadAnswer,
  OpenExternal,
  RelayedSignatures,
  SignBatchAnswer,
  SigningBatchParams,
  SigningLinkParams,
  SigningRelay,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { openExternal } from './commands/open-external.ts';
import { receiveExternal } from './commands/receive-external.ts';
import { takeSignatures } from './commands/take-signatures.ts';
import { readContent } from './queries/read-content.ts';
import { readExternal } from './queries/read-external.ts';
import { viewRelay } from './queries/view-relay.ts';
import type { SigningPorts } from './signing-act.ts';

/** Ways to keys that are not on the server: the agent through the page, and programs that sign whole files. */
export function deviceRoutes(ports: SigningPorts): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/signing/batches/:id/relay',
      policy: 'signing.sign',
      summary: 'Những giá trị băm trang chuyển cho chương trình ký trên máy người ký',
      params: SigningBatchParams,
      response: SigningRelay,
      handle: (context, { params }) => viewRelay(context, params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/signing/batches/:id/signatures',
      policy: 'signing.sign',
      summary: 'Chữ ký chương trình ký trả về, gửi từng phần được; mỗi chữ ký được kiểm tra bằng chứng thư đã đăng ký',
      params: SigningBatchParams,
      body: RelayedSignatures,
      response: SignBatchAnswer,
      handle: (context, { params, body }) => takeSignatures(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/signing/content/:token',
      policy: 'public',
      fromProgram: true,
      summary: 'Đúng những byte chữ ký bao phủ, cho chương trình ký; đường dẫn dùng một lần, gắn với một văn bản',
      params: SigningLinkParams,
      handle: async (context, { params, sendFile }) => sendFile(await readContent(context, params.token)),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/signing/batches/:id/external',
      policy: 'signing.sign',
      summary: 'Đường dẫn dùng một lần để chương trình ký ngoài tải tệp về và gửi tệp đã ký lên',
      params: SigningBatchParams,
      body: OpenExternal,
      response: ExternalSigning,
      handle: (context, { params, body }) => openExternal(context, ports, params.id, body?.documentIds),
    }),
    defineRoute({
      method: 'GET',
      path: '/api/signing/external/:token/van-ban.pdf',
      policy: 'public',
      fromProgram: true,
      summary: 'Tệp để chương trình ký ngoài ký; đường dẫn dùng một lần, gắn với một văn bản',
      params: SigningLinkParams,
      handle: async (context, { params, sendFile }) => sendFile(await readExternal(context, params.token)),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/signing/external/:token',
      policy: 'public',
      fromProgram: true,
      upload: true,
      summary: 'Tệp đã ký do chương trình ký ngoài gửi về (trường uploadfile)',
      params: SigningLinkParams,
      response: ExternalUploadAnswer,
      handle: (context, { params, files }) => receiveExternal(context, ports, params.token, files()),
    }),
  ];
}
