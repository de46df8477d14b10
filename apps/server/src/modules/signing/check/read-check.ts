import { Readable } from 'node:stream';
import type { SignatureCheck } from '@congvu/contracts';
import { assertNotInfected } from '#modules/files';
import type { ActingContext } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import type { FileAnswer } from '../../../platform/http/route.ts';
import { type CheckRow, getOwnCheck } from './check.store.ts';
import { printReport } from './report/print-report.ts';
import { streamKept } from './temporary-files.ts';

function answerFile(stream: FileAnswer['stream'], name: string, mediaType: string, size: number): FileAnswer {
  const disposition = mediaType === 'application/pdf' ? 'inline' : 'attachment';
  return {
    stream,
    headers: {
      'content-type': mediaType,
      'content-length': String(size),
      'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(name)}`,
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'private, no-store',
    },
  };
}

function stemOf({ answer }: CheckRow): string {
  return answer.fileName.replace(/\.pdf$/i, '').slice(0, 100);
}

/** The first `length` bytes of what was checked. */
async function streamChecked(context: ActingContext, row: CheckRow, length: number): Promise<NodeJS.ReadableStream> {
  await assertNotInfected(context.db, [{ name: row.answer.fileName, sha256: row.sha256 }]);
  if (row.source === 'upload') {
    return streamKept(context, row.id, length);
  }
  return Readable.from(firstBytes(context.blobs.read(row.sha256), length), { objectMode: false });
}

async function* firstBytes(stream: NodeJS.ReadableStream, length: number): AsyncIterable<Buffer> {
  let left = length;
  for await (const part of stream) {
    const bytes = Buffer.from(part).subarray(0, left);
    left -= bytes.length;
    yield bytes;
    if (left === 0) {
      return;
    }
  }
}

export async function viewCheck(context: ActingContext, id: string): Promise<SignatureCheck> {
  return (await getOwnCheck(context, id)).answer;
}

/** The file itself, so that the screen can mark on its pages what changed. */
export async function readCheckedFile(context: ActingContext, id: string): Promise<FileAnswer> {
  const row = await getOwnCheck(context, id);
  const { size } = row.answer;
  return answerFile(await streamChecked(context, row, size), row.answer.fileName, 'application/pdf', size);
}

/** The bytes exactly as one signature closed them. */
export async function readRevision(context: ActingContext, id: string, revision: number): Promise<FileAnswer> {
  const row = await getOwnCheck(context, id);
  const length = row.revision_ends[String(revision)];
  if (length === undefined) {
    throw notFound('signing.revision_not_found', `Tệp không có bản ký số ${revision} cắt ra được.`);
  }
  const name = `${stemOf(row)} - bản ký ${revision}.pdf`;
  return answerFile(await streamChecked(context, row, length), name, 'application/pdf', length);
}

export async function readReportJson(context: ActingContext, id: string): Promise<FileAnswer> {
  const row = await getOwnCheck(context, id);
  const bytes = Buffer.from(`${JSON.stringify(row.answer, null, 2)}\n`);
  return answerFile(bytes, `Kiểm tra chữ ký - ${stemOf(row)}.json`, 'application/json', bytes.length);
}

export async function readReportPdf(context: ActingContext, id: string): Promise<FileAnswer> {
  const row = await getOwnCheck(context, id);
  const bytes = await printReport(context, row.answer);
  return answerFile(bytes, `Kiểm tra chữ ký - ${stemOf(row)}.pdf`, 'application/pdf', bytes.length);
}
