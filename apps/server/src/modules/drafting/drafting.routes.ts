import {
  AddComment,
  ApplyFixes,
  ApproveDraft,
  CreateDraft,
  DraftCommentParams,
  DraftFileParams,
  DraftIdAnswer,
  DraftOptions,
  DraftOptionsQuery,
  DraftPage,
  DraftParams,
  DraftQuery,
  DraftVersionItem,
  DraftVersionParams,
  DraftVersionView,
  DraftView,
  FormatReport,
  Id,
  ReasonBody,
  RelateDocument,
  ResolveComment,
  SaveDraft,
  SaveDraftAnswer,
  SubmitDraft,
  UploadAnswer,
} from '@congvu/contracts';
import { z } from 'zod';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { applyFixes } from './commands/apply-fixes.ts';
import { attachFiles, relateDraft, removeAttachment } from './commands/attach-files.ts';
import { addComment, resolveComment } from './commands/comment-draft.ts';
import { createDraft } from './commands/create-draft.ts';
import { approveContent, returnDraft, takeBackDraft, withdrawDraft } from './commands/decide-draft.ts';
import { saveDraft } from './commands/save-draft.ts';
import { submitDraft } from './commands/submit-draft.ts';
import type { DraftingPorts } from './ports.ts';
import { listDrafts } from './queries/list-drafts.ts';
import { listOptions } from './queries/list-options.ts';
import { previewDraft } from './queries/preview-draft.ts';
import { readAttachment, viewDraft, viewVersion, viewVersions } from './queries/view-draft.ts';
import { viewFormat } from './queries/view-format.ts';

const IdOnly = z.object({ id: Id });

const READS: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/api/drafts',
    policy: 'drafting.list',
    summary: 'Danh sách dự thảo theo ngăn',
    query: DraftQuery,
    response: DraftPage,
    handle: (context, { query }) => listDrafts(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/drafts/options',
    policy: 'drafting.list',
    summary: 'Loại văn bản, người ký của loại ấy, nhóm nơi nhận để chọn khi soạn',
    query: DraftOptionsQuery,
    response: DraftOptions,
    handle: (context, { query }) => listOptions(context, query.documentType),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/drafts/:id',
    policy: 'drafting.read',
    summary: 'Dự thảo với nội dung, góp ý, các bước và quyền',
    params: DraftParams,
    response: DraftView,
    handle: (context, { params }) => viewDraft(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/drafts/:id/versions',
    policy: 'drafting.read',
    summary: 'Lịch sử các bản lưu',
    params: DraftParams,
    response: z.object({ items: z.array(DraftVersionItem) }),
    handle: (context, { params }) => viewVersions(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/drafts/:id/versions/:version',
    policy: 'drafting.read',
    summary: 'Nội dung một bản lưu và các bản giữ riêng trên bản ấy',
    params: DraftVersionParams,
    response: z.object({ items: z.array(DraftVersionView) }),
    handle: (context, { params }) => viewVersion(context, params.id, params.version),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/drafts/:id/format',
    policy: 'drafting.read',
    summary: 'Kiểm tra thể thức theo Nghị định 30/2020',
    params: DraftParams,
    response: FormatReport,
    handle: (context, { params }) => viewFormat(context, params.id),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/drafts/:id/preview.pdf',
    policy: 'drafting.read',
    summary: 'Bản in của dự thảo (PDF)',
    params: DraftParams,
    handle: async (context, { params, sendFile }) => sendFile(await previewDraft(context, params.id)),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/drafts/:id/attachments/:fileId',
    policy: 'drafting.read',
    summary: 'Tải một tệp kèm theo',
    params: DraftFileParams,
    handle: async (context, { params, sendFile }) => sendFile(await readAttachment(context, params.id, params.fileId)),
  }),
];

const WRITES: Route[] = [
  defineRoute({
    method: 'PUT',
    path: '/api/drafts/:id',
    policy: 'drafting.edit',
    summary: 'Lưu nội dung (tự lưu), kiểm bản đang sửa',
    params: DraftParams,
    body: SaveDraft,
    response: SaveDraftAnswer,
    handle: (context, { params, body }) => saveDraft(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/drafts/:id/fix-format',
    policy: 'drafting.edit',
    summary: 'Áp dụng các sửa thể thức đã chọn',
    params: DraftParams,
    body: ApplyFixes,
    response: SaveDraftAnswer,
    handle: (context, { params, body }) => applyFixes(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/drafts/:id/attachments',
    policy: 'drafting.edit',
    summary: 'Đính kèm tệp',
    params: DraftParams,
    upload: true,
    response: UploadAnswer,
    handle: (context, { params, files }) => attachFiles(context, params.id, files()),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/api/drafts/:id/attachments/:fileId',
    policy: 'drafting.edit',
    summary: 'Bỏ một tệp kèm theo',
    params: DraftFileParams,
    response: IdOnly,
    handle: (context, { params }) => removeAttachment(context, params.id, params.fileId),
  }),
];

const STEPS: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/api/drafts/:id/comments',
    policy: 'drafting.comment',
    summary: 'Góp ý vào một đoạn',
    params: DraftParams,
    body: AddComment,
    response: IdOnly,
    handle: (context, { params, body }) => addComment(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/drafts/:id/comments/:commentId/resolve',
    policy: 'drafting.comment',
    summary: 'Đánh dấu góp ý đã xong hoặc mở lại',
    params: DraftCommentParams,
    body: ResolveComment,
    response: IdOnly,
    handle: (context, { params, body }) => resolveComment(context, params.id, params.commentId, body.resolved),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/drafts/:id/submit',
    policy: 'drafting.submit',
    summary: 'Trình trưởng đơn vị soạn thảo',
    params: DraftParams,
    body: SubmitDraft,
    response: DraftIdAnswer,
    handle: (context, { params, body }) => submitDraft(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/drafts/:id/take-back',
    policy: 'drafting.take_back',
    summary: 'Rút dự thảo về khi chưa duyệt',
    params: DraftParams,
    response: DraftIdAnswer,
    handle: (context, { params }) => takeBackDraft(context, params.id),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/drafts/:id/approve-content',
    policy: 'drafting.approve_content',
    summary: 'Duyệt nội dung',
    params: DraftParams,
    body: ApproveDraft,
    response: DraftIdAnswer,
    handle: (context, { params, body }) => approveContent(context, params.id, body),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/drafts/:id/return',
    policy: 'drafting.return',
    summary: 'Trả lại người soạn kèm lý do',
    params: DraftParams,
    body: ReasonBody,
    response: DraftIdAnswer,
    handle: (context, { params, body }) => returnDraft(context, params.id, body.reason),
  }),
  defineRoute({
    method: 'POST',
    path: '/api/drafts/:id/withdraw',
    policy: 'drafting.withdraw',
    summary: 'Hủy dự thảo chưa trình',
    params: DraftParams,
    body: ReasonBody,
    response: DraftIdAnswer,
    handle: (context, { params, body }) => withdrawDraft(context, params.id, body.reason),
  }),
];

/** What names documents of the modules above. */
function relatingRoutes(ports: DraftingPorts): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/drafts',
      policy: 'drafting.create',
      summary: 'Mở dự thảo mới hoặc soạn trả lời văn bản đến',
      body: CreateDraft,
      response: DraftIdAnswer,
      handle: (context, { body }) => createDraft(context, ports, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/drafts/:id/related',
      policy: 'drafting.edit',
      summary: 'Gắn căn cứ hoặc văn bản được trả lời',
      params: DraftParams,
      body: RelateDocument,
      response: IdOnly,
      handle: (context, { params, body }) => relateDraft(context, ports, params.id, body),
    }),
  ];
}

export function draftRoutes(ports: DraftingPorts): Route[] {
  return [...READS, ...relatingRoutes(ports), ...WRITES, ...STEPS];
}
