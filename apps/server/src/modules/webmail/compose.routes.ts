import {
  AttachDocument,
  CreateMailDraft,
  MailBoxParams,
  MailContactQuery,
  MailContacts,
  MailDraftFileParams,
  MailDraftPage,
  MailDraftParams,
  MailDraftView,
  MailIdAnswer,
  MailIdentities,
  MailLinkParams,
  MailSigningView,
  MailStatistics,
  MailStatisticsQuery,
  MailVacation,
  PageQuery,
  SaveMailDraft,
  SaveMailDraftAnswer,
  SaveMailVacation,
  SendMailDraft,
  SubmissionParams,
  SubmissionView,
  WebmailLimits,
  WebmailLimitsView,
} from '@congvu/contracts';
import { defineRoute, type Route } from '../../platform/http/route.ts';
import { createDraft } from './compose/create-draft.ts';
import { bringDraftBack, discardDraft } from './compose/discard-draft.ts';
import { attachDocument, downloadDraftFile, removeFile, uploadFiles } from './compose/draft-files.ts';
import { listIdentities } from './compose/identities.ts';
import { setLimits, viewLimits } from './compose/limits.ts';
import { listContacts } from './compose/list-contacts.ts';
import { saveDraft } from './compose/save-draft.ts';
import { listDrafts, viewDraft } from './compose/view-draft.ts';
import type { WebmailPorts } from './ports.ts';
import { viewStatistics } from './queries/view-statistics.ts';
import { viewSubmission } from './queries/view-submission.ts';
import { openLink } from './sending/file-links.ts';
import { sendDraft } from './sending/send-draft.ts';
import { undoSend } from './sending/undo-send.ts';
import { prepareSigning } from './signing/prepare-signing.ts';
import { viewSigning } from './signing/view-signing.ts';
import { setVacation, viewVacation } from './vacation/set-vacation.ts';

const BOX = '/api/mail/:mailboxId';
const DRAFT = `${BOX}/drafts/:id`;

const READS: Route[] = [
  defineRoute({
    method: 'GET',
    path: `${BOX}/identities`,
    policy: 'webmail.open',
    summary: 'Địa chỉ được dùng để gửi, kèm chữ ký theo chức vụ',
    params: MailBoxParams,
    response: MailIdentities,
    handle: (context, { params }) => listIdentities(context, params.mailboxId),
  }),
  defineRoute({
    method: 'GET',
    path: `${BOX}/contacts`,
    policy: 'webmail.open',
    summary: 'Tìm nơi nhận: danh bạ công vụ, người đã trao đổi thư',
    params: MailBoxParams,
    query: MailContactQuery,
    response: MailContacts,
    handle: (context, { params, query }) => listContacts(context, params.mailboxId, query),
  }),
  defineRoute({
    method: 'GET',
    path: `${BOX}/drafts`,
    policy: 'webmail.open',
    summary: 'Thư nháp và thư chờ gửi',
    params: MailBoxParams,
    query: PageQuery,
    response: MailDraftPage,
    handle: (context, { params, query }) => listDrafts(context, params.mailboxId, query),
  }),
  defineRoute({
    method: 'GET',
    path: DRAFT,
    policy: 'webmail.open',
    summary: 'Một thư nháp',
    params: MailDraftParams,
    response: MailDraftView,
    handle: (context, { params }) => viewDraft(context, params),
  }),
  defineRoute({
    method: 'GET',
    path: `${DRAFT}/files/:fileId`,
    policy: 'webmail.open',
    summary: 'Tải tệp của thư nháp',
    params: MailDraftFileParams,
    handle: async (context, input) => input.sendFile(await downloadDraftFile(context, input.params)),
  }),
  defineRoute({
    method: 'GET',
    path: `${BOX}/submissions/:id`,
    policy: 'webmail.open',
    summary: 'Tình trạng gửi tới từng nơi',
    params: SubmissionParams,
    response: SubmissionView,
    handle: (context, { params }) => viewSubmission(context, params),
  }),
  defineRoute({
    method: 'GET',
    path: `${BOX}/signings/:id`,
    policy: 'webmail.open',
    summary: 'Thư chốt để ký số: còn chờ ký, đã vào hàng gửi, hay đã bỏ',
    params: SubmissionParams,
    response: MailSigningView,
    handle: (context, { params }) => viewSigning(context, params),
  }),
  defineRoute({
    method: 'GET',
    path: `${BOX}/vacation`,
    policy: 'webmail.open',
    summary: 'Thư trả lời khi vắng mặt',
    params: MailBoxParams,
    response: MailVacation,
    handle: (context, { params }) => viewVacation(context, params.mailboxId),
  }),
];

const SETTINGS: Route[] = [
  defineRoute({
    method: 'PUT',
    path: `${BOX}/vacation`,
    policy: 'webmail.set_vacation',
    summary: 'Đặt thư trả lời khi vắng mặt',
    params: MailBoxParams,
    body: SaveMailVacation,
    response: MailVacation,
    handle: (context, { params, body }) => setVacation(context, params.mailboxId, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/mail-limits',
    policy: 'webmail.list',
    summary: 'Giới hạn thư của cơ quan',
    response: WebmailLimitsView,
    handle: (context) => viewLimits(context),
  }),
  defineRoute({
    method: 'PUT',
    path: '/api/mail-limits',
    policy: 'webmail.set_limits',
    summary: 'Đặt giới hạn thư của cơ quan',
    body: WebmailLimits,
    response: WebmailLimitsView,
    handle: (context, { body }) => setLimits(context, body),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/mail-statistics',
    policy: 'webmail.statistics',
    summary: 'Thư đi theo đơn vị và việc dùng thư miễn phí',
    query: MailStatisticsQuery,
    response: MailStatistics,
    handle: (context, { query }) => viewStatistics(context, query),
  }),
  defineRoute({
    method: 'GET',
    path: '/api/mail-links/:token',
    policy: 'public',
    summary: 'Tệp lớn gửi kèm thư bằng liên kết có hạn',
    params: MailLinkParams,
    handle: async (context, input) => input.sendFile(await openLink(context, input.params.token)),
  }),
];

const WRITES: Route[] = [
  defineRoute({
    method: 'PUT',
    path: DRAFT,
    policy: 'webmail.edit_draft',
    summary: 'Lưu thư nháp',
    params: MailDraftParams,
    body: SaveMailDraft,
    response: SaveMailDraftAnswer,
    handle: (context, { params, body }) => saveDraft(context, params, body),
  }),
  defineRoute({
    method: 'DELETE',
    path: DRAFT,
    policy: 'webmail.discard_draft',
    summary: 'Hủy thư nháp',
    params: MailDraftParams,
    response: MailIdAnswer,
    handle: (context, { params }) => discardDraft(context, params),
  }),
  defineRoute({
    method: 'POST',
    path: `${DRAFT}/restore`,
    policy: 'webmail.discard_draft',
    summary: 'Hoàn tác hủy thư nháp',
    params: MailDraftParams,
    response: MailIdAnswer,
    handle: (context, { params }) => bringDraftBack(context, params),
  }),
  defineRoute({
    method: 'DELETE',
    path: `${DRAFT}/files/:fileId`,
    policy: 'webmail.edit_draft',
    summary: 'Bỏ tệp đính kèm',
    params: MailDraftFileParams,
    response: MailIdAnswer,
    handle: (context, { params }) => removeFile(context, params),
  }),
  defineRoute({
    method: 'POST',
    path: `${BOX}/submissions/:id/undo`,
    policy: 'webmail.send',
    summary: 'Hoàn tác gửi',
    params: SubmissionParams,
    response: MailIdAnswer,
    handle: (context, { params }) => undoSend(context, params),
  }),
];

function portRoutes(ports: WebmailPorts): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: `${BOX}/drafts`,
      policy: 'webmail.send',
      summary: 'Soạn thư, trả lời, chuyển tiếp',
      params: MailBoxParams,
      body: CreateMailDraft,
      response: MailIdAnswer,
      handle: (context, { params, body }) => createDraft(context, ports, params.mailboxId, body),
    }),
    defineRoute({
      method: 'POST',
      path: `${DRAFT}/files`,
      policy: 'webmail.edit_draft',
      summary: 'Đính kèm tệp',
      params: MailDraftParams,
      upload: true,
      response: MailIdAnswer,
      handle: (context, input) => uploadFiles(context, ports, input.params, input.files()),
    }),
    defineRoute({
      method: 'POST',
      path: `${DRAFT}/documents`,
      policy: 'webmail.edit_draft',
      summary: 'Đính kèm tệp của một văn bản trong cơ quan',
      params: MailDraftParams,
      body: AttachDocument,
      response: MailIdAnswer,
      handle: (context, { params, body }) => attachDocument(context, ports, params, body),
    }),
    defineRoute({
      method: 'POST',
      path: `${DRAFT}/send`,
      policy: 'webmail.send_draft',
      summary: 'Gửi thư; vài giây đầu còn lấy lại được',
      params: MailDraftParams,
      body: SendMailDraft,
      response: SubmissionView,
      handle: (context, { params, body }) => sendDraft(context, ports, params, body),
    }),
    defineRoute({
      method: 'POST',
      path: `${DRAFT}/signing`,
      policy: 'webmail.send_draft',
      summary: 'Chốt thư để ký số: nội dung cố định, ký bằng lô ký, ký xong là vào hàng gửi',
      params: MailDraftParams,
      body: SendMailDraft,
      response: MailSigningView,
      handle: (context, { params, body }) => prepareSigning(context, ports, params, body),
    }),
  ];
}

export function composeRoutes(ports: WebmailPorts): Route[] {
  return [...READS, ...SETTINGS, ...WRITES, ...portRoutes(ports)];
}
