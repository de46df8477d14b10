import type { SigningCheck, VerdictView } from '@congvu/contracts';
import { formByCode } from '@congvu/forms';
import { type CertificateRow, readCertificateImage } from '#modules/certificates';
import { insertFile, type StoredBlob } from '#modules/files';
import { judgePdf, type SignedObject, type SigningBase, type SigningReview } from '#modules/signing';
import type { ActingContext, Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import { assertMay, readRequest, type SeenRequest } from '../engine/read-request.ts';
import { assertReady, assertUnchanged, contentChanged } from '../engine/readiness.ts';
import { requestTitle } from '../requests.notices.ts';
import { listSignatures } from '../requests.store.ts';
import { type RequestRow, requestTables, type SignatureRow } from '../requests.tables.ts';
import { approveModes, assertMode, declareModes } from './modes.ts';

export type SigningAction = 'requests.declare' | 'requests.approve' | 'requests.seal';
type Stopped = NonNullable<SigningReview['stopped']>;

async function stoppedBy(work: () => Promise<unknown>): Promise<Stopped | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof AppError) {
      return { code: error.code, message: error.message };
    }
    throw error;
  }
}

/** Right, state, rules and the way of signing, before anything is shown, prepared or stored. */
export async function assertSignable(context: ActingContext, action: SigningAction, seen: SeenRequest): Promise<void> {
  assertMay(action, context.subject, seen);
  assertUnchanged(seen.row);
  if (action === 'requests.declare') {
    assertMode(await declareModes(context, seen.row), 'digital');
  }
  if (action === 'requests.approve') {
    assertMode(await approveModes(context, seen.row, context.subject.personId), 'digital');
    await assertReady(context.db, context, seen.row);
  }
}

export async function digitalSignatures(context: Services, row: RequestRow): Promise<SignatureRow[]> {
  const all = await listSignatures(context.db, { agencyId: row.agency_id, id: row.id }, row.revision);
  return all.filter(({ mode }) => mode === 'digital');
}

/** Keys of this office were asked about before they signed; an authority that is silent stops nothing (as `outgoing` judges). */
export function judge(context: Services, agencyId: string, bytes: Uint8Array): Promise<VerdictView> {
  return judgePdf(context, { agencyId, bytes, revocation: 'optional' });
}

async function earlierCheck(context: ActingContext, row: RequestRow): Promise<SigningCheck[]> {
  const earlier = await digitalSignatures(context, row);
  if (earlier.length === 0 || row.file_sha256 === null) {
    return [];
  }
  const verdict = await judge(context, row.agency_id, await context.blobs.readBytes(row.file_sha256));
  const ok = verdict.verdict === 'valid' && verdict.signers.length === earlier.length;
  const names = earlier.map(({ person_name }) => person_name).join(', ');
  return [{ ok, text: ok ? `Chữ ký của ${names} hợp lệ, nội dung không đổi` : verdict.sentence }];
}

function ruleCheck(row: RequestRow): SigningCheck {
  const rest = row.warnings === 0 ? '' : `, ${row.warnings} cảnh báo`;
  return {
    ok: row.errors === 0,
    text: row.errors === 0 ? `Đúng quy tắc của mẫu${rest}` : `Còn ${row.errors} lỗi phải sửa`,
  };
}

const BLOCKS: Record<SigningAction, (row: RequestRow) => string[]> = {
  'requests.declare': (row) => {
    const { layout } = formByCode(row.form_code, row.form_set);
    return layout.kind === 'sheet' ? [layout.signer.title.toLocaleUpperCase('vi')] : [];
  },
  'requests.approve': () => ['THỦ TRƯỞNG DUYỆT'],
  'requests.seal': () => ['DẤU CƠ QUAN'],
};

async function countAttachments(context: ActingContext, row: RequestRow): Promise<number> {
  const found = await requestTables(context.db)
    .selectFrom('request_file')
    .select((select) => select.fn.countAll<number>().as('n'))
    .where('agency_id', '=', row.agency_id)
    .where('request_id', '=', row.id)
    .executeTakeFirstOrThrow();
  return found.n;
}

export async function reviewRequest(context: ActingContext, action: SigningAction, id: string): Promise<SigningReview> {
  const seen = await readRequest(context, id);
  const { row } = seen;
  const blocked = await stoppedBy(() => assertSignable(context, action, seen));
  const earlier = await earlierCheck(context, row);
  const broken = earlier.find(({ ok }) => !ok);
  const invalidSignature = broken === undefined ? null : { code: 'requests.signature_invalid', message: broken.text };
  return {
    title: requestTitle(row),
    typeName: formByCode(row.form_code, row.form_set).label,
    pages: row.pages,
    attachmentCount: await countAttachments(context, row),
    receiverCount: 0,
    fileUrl: `/api/requests/${row.id}/file/${row.file_id ?? ''}`,
    shownSha256: row.file_sha256 ?? '',
    blockLines: BLOCKS[action](row),
    nextNumber: null,
    checks: [ruleCheck(row), ...earlier],
    findings: row.warnings,
    stopped: blocked ?? invalidSignature,
  };
}

/** The bytes that were shown must be the bytes of now. @throws AppError 409 `requests.content_changed` */
export function assertShown(row: RequestRow, shownSha256: string): void {
  if (row.file_sha256 !== shownSha256) {
    throw contentChanged();
  }
}

export async function prepareRequest(
  context: ActingContext,
  action: SigningAction,
  given: {
    id: string;
    shownSha256: string;
    certificate: CertificateRow;
    field: string;
    visible: (row: RequestRow) => boolean;
  },
): Promise<SigningBase> {
  const seen = await readRequest(context, given.id);
  await assertSignable(context, action, seen);
  assertShown(seen.row, given.shownSha256);
  const isFirst = (await digitalSignatures(context, seen.row)).length === 0;
  const image = given.visible(seen.row) ? await readCertificateImage(context, given.certificate) : undefined;
  return {
    pdf: await context.blobs.readBytes(given.shownSha256),
    plan: {
      field: given.field,
      // The first signature certifies the page: only the places reserved on it may be filled after it.
      ...(isFirst && { docMDP: 2 as const }),
      appearance: image === undefined ? {} : { image: image.png },
    },
  };
}

/** Every signature so far and this one, all valid. `byOthers`: another program makes a field of its own. */
export async function checkSigned(
  context: ActingContext,
  given: { id: string; signed: Uint8Array; field: string; byOthers: boolean },
): Promise<void> {
  const { row } = await readRequest(context, given.id);
  const expected = (await digitalSignatures(context, row)).length + 1;
  const verdict = await judge(context, row.agency_id, given.signed);
  const isInPlace = given.byOthers || verdict.signers.some(({ field }) => field === given.field);
  if (verdict.verdict !== 'valid' || verdict.signers.length !== expected || !isInPlace) {
    throw invalid(
      'requests.signature_invalid',
      `Chữ ký vừa đặt không kiểm tra được. ${verdict.sentence} Đề nghị chưa được ký.`,
    );
  }
}

export function assertPersonKey(context: ActingContext, { certificate }: SignedObject): void {
  const { agencyId, personId } = context.subject;
  if (certificate.kind !== 'person' || certificate.person_id !== personId || certificate.agency_id !== agencyId) {
    throw new AppError(
      'requests.not_the_declarant',
      403,
      'Chứng thư số không phải của người đang ký. Mỗi người chỉ ký bằng chứng thư số của mình; chọn lại chứng thư số rồi ký.',
    );
  }
}

export function assertAgencyKey(context: ActingContext, { certificate }: SignedObject): void {
  if (certificate.kind !== 'organisation' || certificate.agency_id !== context.subject.agencyId) {
    throw new AppError(
      'requests.certificate_required',
      403,
      'Bước này đóng dấu bằng chứng thư số của cơ quan, không phải của cá nhân. Chọn chứng thư số của cơ quan rồi làm lại.',
    );
  }
}

/** `/` and the like are no part of a file name. */
export function fileNameOf(row: RequestRow, ending: string): string {
  return `${requestTitle(row)
    .replaceAll(/[\\/:*?"<>|]/g, '-')
    .slice(0, 150)}${ending}`;
}

export async function keepSigned(
  tx: Tx,
  context: ActingContext,
  row: RequestRow,
  file: StoredBlob,
): Promise<{ id: string; sha256: string }> {
  const named = { ...file, name: fileNameOf(row, ' (đã ký).pdf') };
  const kept = await insertFile(tx, context, row.agency_id, named, context.subject.userId);
  return { id: kept.id, sha256: kept.sha256 };
}
