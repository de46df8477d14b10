import { formByCode, isListForm } from '@congvu/forms';
import { renderFormXlsx } from '@congvu/forms/render';
import { getFile, serveFile } from '#modules/files';
import type { ActingContext } from '../../../platform/context.ts';
import { invalid, notFound } from '../../../platform/errors.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { readRequest, type SeenRequest, withinRequest } from '../engine/read-request.ts';
import { requestPolicies } from '../requests.policy.ts';
import { type RequestRow, type RevisionRow, requestTables } from '../requests.tables.ts';
import { renderDocx } from '../settings/templates/render-docx.ts';
import { templateOf } from '../settings/templates/templates.store.ts';
import { printPage } from '../signing/print-form.ts';
import { fileNameOf } from '../signing/purpose-parts.ts';
import { traceViewing } from './view-request.ts';

export type PrintFormat = 'pdf' | 'docx' | 'xlsx';

export const MEDIA_TYPES: Record<PrintFormat, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export function asDownload(bytes: Uint8Array, name: string, format: PrintFormat): FileAnswer {
  return {
    stream: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    headers: {
      'content-type': MEDIA_TYPES[format],
      'content-length': String(bytes.byteLength),
      'content-disposition': `${format === 'pdf' ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'private, no-store',
    },
  };
}

/** Paper shows everything: only for those who may see personal data, and looking at somebody else's leaves a trace. */
async function readPaper(context: ActingContext, id: string, what: string): Promise<SeenRequest> {
  const seen = await readRequest(context, id);
  requestPolicies.authorize('requests.read_personal', context.subject, seen.facts);
  await traceViewing(context, seen, what);
  return seen;
}

/** The paper of a request whose reading was allowed just before, also to the office it was sent to. */
async function sendStored(context: ActingContext, row: RequestRow, fileId: string): Promise<FileAnswer> {
  const file = await withinRequest(row, () => getFile(context.db, row.agency_id, fileId));
  return serveFile(context, file, { inline: true });
}

async function render(
  context: ActingContext,
  row: RequestRow,
  format: Exclude<PrintFormat, 'pdf'>,
): Promise<Uint8Array> {
  const { content } = row;
  if (format === 'docx') {
    return renderDocx(content, await templateOf(context, row));
  }
  const form = formByCode(content.form, content.set);
  if (!isListForm(form)) {
    throw invalid(
      'requests.no_table',
      `${form.label} không phải là danh sách nên không có bản Excel. Tải bản PDF hoặc Word.`,
    );
  }
  return renderFormXlsx(content);
}

/** As it stands: the signed file when there is one, the form of the day for a draft. */
export async function printRequest(context: ActingContext, id: string, format: PrintFormat): Promise<FileAnswer> {
  const { row } = await readPaper(context, id, `print.${format}`);
  if (format === 'pdf' && row.file_id !== null) {
    return sendStored(context, row, row.file_id);
  }
  const bytes = format === 'pdf' ? await printPage(context, row) : await render(context, row, format);
  return asDownload(bytes, fileNameOf(row, `.${format}`), format);
}

function findRevision(context: ActingContext, row: RequestRow, revision: number): Promise<RevisionRow | undefined> {
  return requestTables(context.db)
    .selectFrom('request_revision')
    .selectAll()
    .where('agency_id', '=', row.agency_id)
    .where('request_id', '=', row.id)
    .where('revision', '=', revision)
    .executeTakeFirst();
}

/** An earlier revision as it was sent. */
export async function printRevision(context: ActingContext, id: string, revision: number): Promise<FileAnswer> {
  const { row } = await readPaper(context, id, `print.revision.${revision}`);
  const kept = await withinRequest(row, () => findRevision(context, row, revision));
  if (kept === undefined) {
    throw notFound(
      'requests.not_found',
      `Đề nghị này không có lần gửi thứ ${revision}. Tải lại trang để xem các lần đã gửi.`,
    );
  }
  if (kept.file_id !== null) {
    return sendStored(context, row, kept.file_id);
  }
  return asDownload(await printPage(context, { content: kept.content, nil: row.nil }), fileNameOf(row, '.pdf'), 'pdf');
}

async function isOfRequest(context: ActingContext, row: RequestRow, fileId: string): Promise<boolean> {
  if (fileId === row.file_id) {
    return true;
  }
  const kept = await requestTables(context.db)
    .selectFrom('request_file')
    .select('file_id')
    .where('agency_id', '=', row.agency_id)
    .where('request_id', '=', row.id)
    .where('file_id', '=', fileId)
    .executeTakeFirst();
  return kept !== undefined;
}

export async function readRequestFile(context: ActingContext, id: string, fileId: string): Promise<FileAnswer> {
  const { row } = await readPaper(context, id, 'file');
  if (!(await withinRequest(row, () => isOfRequest(context, row, fileId)))) {
    throw notFound(
      'files.not_found',
      'Không tìm thấy tệp này. Giấy tờ có dữ liệu cá nhân bị xóa khi hết thời hạn lưu; tải lại trang để xem các tệp còn giữ.',
    );
  }
  return sendStored(context, row, fileId);
}
