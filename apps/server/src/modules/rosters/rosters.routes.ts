import {
  BatchLinePage,
  BatchLineQuery,
  BatchPage,
  BatchParams,
  BatchQuery,
  BatchView,
  DecideFinding,
  DraftedLetter,
  DraftLetter,
  OpenBatches,
  OpenedBatches,
  RecordedResults,
  RecordResults,
  RemoveLines,
  ResultPreview,
  RosterExportQuery,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { acknowledgeBatch, archiveBatch, cancelBatch, recheckBatch, removeLines } from './commands/change-batch.ts';
import { decideFinding } from './commands/decide-finding.ts';
import { draftLetter } from './commands/draft-letter.ts';
import { openBatches } from './commands/open-batches.ts';
import { previewResults } from './commands/preview-results.ts';
import { recordResults } from './commands/record-results.ts';
import { exportRoster } from './queries/export-roster.ts';
import { listBatches } from './queries/list-batches.ts';
import { listLines } from './queries/list-lines.ts';
import { viewBatch } from './queries/view-batch.ts';

const READS: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/rosters',
    policy: 'requests.roster_list',
    summary: 'Các đợt tổng hợp của cơ quan hoặc nhận từ cấp dưới, và số dòng chờ tổng hợp',
    query: BatchQuery,
    response: BatchPage,
    handle: (context, { query }) => listBatches(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/rosters/:id',
    policy: 'requests.roster_read',
    summary: 'Đợt tổng hợp với phát hiện, số lượng từng đơn vị, công văn và luân chuyển',
    params: BatchParams,
    response: BatchView,
    handle: (context, { params }) => viewBatch(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/rosters/:id/lines',
    policy: 'requests.roster_read',
    summary: 'Các dòng của danh sách tổng hợp',
    params: BatchParams,
    query: BatchLineQuery,
    response: BatchLinePage,
    handle: (context, { params, query }) => listLines(context, params.id, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/rosters/:id/export',
    policy: 'requests.roster_export',
    stepUp: true,
    summary: 'Tải danh sách tổng hợp (PDF, XLSX) hoặc mẫu ghi kết quả',
    params: BatchParams,
    query: RosterExportQuery,
    handle: async (context, { params, query, sendFile }) =>
      sendFile(await exportRoster(context, params.id, query.format)),
  }),
];

const OFFICE: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/rosters',
    policy: 'requests.roster_open',
    summary: 'Tổng hợp các dòng đã tiếp nhận, mỗi mẫu một danh sách',
    body: OpenBatches,
    response: OpenedBatches,
    handle: (context, { body }) => openBatches(context, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/rosters/letter',
    policy: 'requests.roster_letter',
    summary: 'Soạn công văn chuyển các danh sách cùng nơi nhận',
    body: DraftLetter,
    response: DraftedLetter,
    handle: (context, { body }) => draftLetter(context, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/rosters/:id/decide',
    policy: 'requests.roster_change',
    summary: 'Quyết định dòng nào được giữ; các dòng khác trả lại đơn vị kèm lý do',
    params: BatchParams,
    body: DecideFinding,
    response: BatchView,
    handle: (context, { params, body }) => decideFinding(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/rosters/:id/remove',
    policy: 'requests.roster_change',
    summary: 'Bỏ dòng khỏi đợt; dòng vẫn đã tiếp nhận và chờ đợt sau',
    params: BatchParams,
    body: RemoveLines,
    response: BatchView,
    handle: (context, { params, body }) => removeLines(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/rosters/:id/recheck',
    policy: 'requests.roster_change',
    summary: 'Kiểm tra lại danh sách với các sổ hiện tại',
    params: BatchParams,
    response: BatchView,
    handle: (context, { params }) => recheckBatch(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/rosters/:id/cancel',
    policy: 'requests.roster_cancel',
    summary: 'Hủy đợt tổng hợp',
    params: BatchParams,
    response: BatchView,
    handle: (context, { params }) => cancelBatch(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/rosters/:id/archive',
    policy: 'requests.roster_archive',
    summary: 'Lưu đợt đã có đủ kết quả',
    params: BatchParams,
    response: BatchView,
    handle: (context, { params }) => archiveBatch(context, params.id),
  }),
];

const RESULTS: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/rosters/:id/acknowledge',
    policy: 'requests.roster_acknowledge',
    summary: 'Xác nhận cấp trên đã nhận danh sách',
    params: BatchParams,
    response: BatchView,
    handle: (context, { params }) => acknowledgeBatch(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/rosters/:id/results',
    policy: 'requests.roster_record',
    summary: 'Ghi kết quả từng dòng và đưa vào sổ',
    params: BatchParams,
    body: RecordResults,
    longBody: true,
    response: RecordedResults,
    handle: (context, { params, body }) => recordResults(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/rosters/:id/results/preview',
    policy: 'requests.roster_record',
    summary: 'Đọc bảng kết quả và đối chiếu với danh sách; chưa lưu gì',
    params: BatchParams,
    response: ResultPreview,
    upload: true,
    handle: (context, { params, files }) => previewResults(context, params.id, files()),
  }),
];

/** Fixed paths come before those with an id. */
export const rosterRoutes: Route[] = [...READS, ...OFFICE, ...RESULTS];
