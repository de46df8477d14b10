import {
  CheckDuplicate,
  CreateIncoming,
  DuplicateAnswer,
  IncomingAck,
  IncomingBatchAnswer,
  IncomingFileParams,
  IncomingFileQuery,
  IncomingOptions,
  IncomingPage,
  IncomingParams,
  IncomingQuery,
  IncomingRegisterPage,
  IncomingRegisterQuery,
  IncomingUploadAnswer,
  IncomingView,
  IssuerAnswer,
  IssuerQuery,
  PresentIncoming,
  PrintIncomingRegister,
  RegisterIncoming,
  RegisterManyIncoming,
  ReturnIncoming,
  SignatureCheck,
  UpdateIncomingFacts,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { actOnMany } from './commands/act-on-many.ts';
import { createIncoming } from './commands/create-incoming.ts';
import { presentIncoming } from './commands/present-incoming.ts';
import { registerIncoming } from './commands/register-incoming.ts';
import { returnIncoming } from './commands/return-incoming.ts';
import { updateFacts } from './commands/update-facts.ts';
import { uploadScans } from './commands/upload-scans.ts';
import { readersRoutes } from './incoming-readers.routes.ts';
import { workRoutes } from './incoming-work.routes.ts';
import type { IncomingPorts } from './ports.ts';
import { checkIncomingSignatures } from './queries/check-signatures.ts';
import { checkDuplicate } from './queries/find-duplicates.ts';
import { listIncomingOptions, suggestIssuers } from './queries/incoming-options.ts';
import { listIncoming } from './queries/list-incoming.ts';
import { exportBook, printBook } from './queries/print-book.ts';
import { readBook } from './queries/read-book.ts';
import { readIncomingFile, viewIncoming } from './queries/view-incoming.ts';

const READS: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/incoming',
    policy: 'incoming.list',
    summary: 'Danh sách văn bản đến theo ngăn',
    query: IncomingQuery,
    response: IncomingPage,
    handle: (context, { query }) => listIncoming(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/incoming/options',
    policy: 'incoming.list',
    summary: 'Lãnh đạo, loại văn bản, số đến kế tiếp',
    response: IncomingOptions,
    handle: (context) => listIncomingOptions(context),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/incoming/issuers',
    policy: 'incoming.create',
    summary: 'Gợi ý nơi ban hành theo các văn bản trước, không cần gõ dấu',
    query: IssuerQuery,
    response: IssuerAnswer,
    handle: (context, { query }) => suggestIssuers(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/incoming/duplicates',
    policy: 'incoming.create',
    summary: 'Văn bản trùng số, ký hiệu và nơi ban hành',
    query: CheckDuplicate,
    response: DuplicateAnswer,
    handle: (context, { query }) => checkDuplicate(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/incoming/:id',
    policy: 'incoming.read',
    summary: 'Văn bản đến với trang, chữ ký, bút phê, phân công, luân chuyển và quyền',
    params: IncomingParams,
    response: IncomingView,
    handle: (context, { params }) => viewIncoming(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/incoming/:id/signatures',
    policy: 'incoming.read',
    summary: 'Từng chữ ký trên văn bản đến: ai, lúc nào, thay đổi gì sau khi ký và ở chỗ nào trên trang',
    params: IncomingParams,
    response: SignatureCheck,
    handle: (context, { params }) => checkIncomingSignatures(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/incoming/:id/files/:fileId',
    policy: 'incoming.read',
    summary: 'Xem hoặc tải một tệp của văn bản đến',
    params: IncomingFileParams,
    query: IncomingFileQuery,
    handle: async (context, { params, query, sendFile }) =>
      sendFile(await readIncomingFile(context, params.id, params.fileId, query.download)),
  }),
];

const BOOK: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/incoming/book',
    policy: 'incoming.read_book',
    summary: 'Sổ đăng ký văn bản đến',
    query: IncomingRegisterQuery,
    response: IncomingRegisterPage,
    handle: (context, { query }) => readBook(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/incoming/book.pdf',
    policy: 'incoming.print_book',
    summary: 'In sổ đăng ký hoặc sổ theo dõi giải quyết (PDF/A)',
    query: PrintIncomingRegister,
    handle: async (context, { query, sendFile }) => sendFile(await printBook(context, query)),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/incoming/book.xlsx',
    policy: 'incoming.print_book',
    summary: 'Xuất sổ ra bảng tính (XLSX)',
    query: PrintIncomingRegister,
    handle: async (context, { query, sendFile }) => sendFile(await exportBook(context, query)),
  }),
];

function clerkRoutes(ports: IncomingPorts): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/incoming/uploads',
      policy: 'incoming.create',
      summary: 'Tải lên bản quét hoặc PDF trước khi vào sổ',
      upload: true,
      response: IncomingUploadAnswer,
      handle: (context, { files }) => uploadScans(context, files()),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/incoming',
      policy: 'incoming.create',
      summary: 'Vào sổ văn bản giấy hoặc thư; lưu và chuyển',
      body: CreateIncoming,
      response: IncomingAck,
      handle: (context, { body }) => createIncoming(context, ports, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/incoming/register',
      policy: 'incoming.register',
      summary: 'Vào sổ nhiều văn bản theo thứ tự đến',
      body: RegisterManyIncoming,
      response: IncomingBatchAnswer,
      handle: (context, { body: { ids, presentTo } }) =>
        actOnMany(context, ids, (one, id) => registerIncoming(one, ports, id, { presentTo, acceptDuplicate: false })),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/incoming/present',
      policy: 'incoming.present',
      summary: 'Chuyển nhiều văn bản đến một lãnh đạo',
      body: PresentIncoming,
      response: IncomingBatchAnswer,
      handle: (context, { body }) => actOnMany(context, body.ids, (one, id) => presentIncoming(one, ports, id, body)),
    }),
  ];
}

function oneRoutes(ports: IncomingPorts): Route[] {
  return [
    defineRoute({
      method: 'PUT',
      path: '/api/incoming/:id/facts',
      policy: 'incoming.edit_facts',
      summary: 'Sửa thông tin văn bản nhập tay',
      params: IncomingParams,
      body: UpdateIncomingFacts,
      response: IncomingAck,
      handle: (context, { params, body }) => updateFacts(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/incoming/:id/register',
      policy: 'incoming.register',
      summary: 'Vào sổ, có thể chuyển lãnh đạo ngay',
      params: IncomingParams,
      body: RegisterIncoming,
      response: IncomingAck,
      handle: (context, { params, body }) => registerIncoming(context, ports, params.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/incoming/:id/return',
      policy: 'incoming.return',
      summary: 'Trả lại nơi gửi kèm lý do',
      params: IncomingParams,
      body: ReturnIncoming,
      response: IncomingAck,
      handle: (context, { params, body }) => returnIncoming(context, ports, params.id, body.reason),
    }),
  ];
}

export function incomingRoutes(ports: IncomingPorts): Route[] {
  return [...READS, ...readersRoutes, ...BOOK, ...clerkRoutes(ports), ...oneRoutes(ports), ...workRoutes(ports)];
}
