import type { SigningCheck } from '@congvu/contracts';
import { record as audit } from '#modules/audit';
import { addMovement, attachFile, listDocumentFiles } from '#modules/documents';
import { getDraft } from '#modules/drafting';
import { insertFile } from '#modules/files';
import type { SignedObject, SigningBase, SigningPurpose, SigningReview } from '#modules/signing';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import { printMomentSince } from '../../../platform/print-dates.ts';
import { judgeOwn } from '../judge-own.ts';
import { announce, listClerks, noticeNext, outgoingTitle } from '../outgoing.notices.ts';
import { lockOutgoing, type OutgoingRecord, transitionOutgoing } from '../outgoing.store.ts';
import { SIGNATURE_FIELD } from '../slots.ts';
import {
  assertAuthority,
  assertSignable,
  contentChanged,
  extentCheck,
  presentReview,
  readVisible,
  stoppedBy,
  whyStopped,
} from './purpose-parts.ts';
import { describeSigned, replaceFile } from './raised-file.ts';
import { signatureImage } from './signature-image.ts';

async function contentCheck(context: ActingContext, { row }: OutgoingRecord): Promise<SigningCheck> {
  const draft = await getDraft(context.db, row.agency_id, row.id);
  const ok = draft.content_hash === row.content_hash && draft.approved_hash === row.content_hash;
  const at = draft.content_approved_at ?? row.format_checked_at;
  return {
    ok,
    text: ok
      ? `Nội dung không đổi từ lúc duyệt, ${printMomentSince(at, context.clock.now())}`
      : 'Nội dung đã đổi sau khi duyệt, cần duyệt lại',
  };
}

async function review(context: ActingContext, id: string): Promise<SigningReview> {
  const record = await readVisible(context, id);
  const content = await contentCheck(context, record);
  const authority = await stoppedBy(() => assertAuthority(context.db, context, record));
  const { row } = record;
  const checks: SigningCheck[] = [
    content,
    { ok: authority === null, text: authority?.message ?? `${row.block_lines.join(' / ')}: đúng thẩm quyền` },
    { ok: true, text: row.findings === 0 ? 'Thể thức đạt' : `Thể thức đạt, ${row.findings} điểm cần lưu ý` },
    extentCheck(record),
  ];
  const changed = content.ok ? null : { code: contentChanged().code, message: content.text };
  const stopped = whyStopped(context, record, 'outgoing.sign', 'outgoing.not_the_signer') ?? changed ?? authority;
  return presentReview(record, { checks, nextNumber: null, stopped });
}

async function prepare(
  context: ActingContext,
  id: string,
  shownSha256: string,
  certificate: SignedObject['certificate'],
): Promise<SigningBase> {
  const record = await readVisible(context, id);
  assertSignable(context, record, 'outgoing.sign', shownSha256);
  await assertAuthority(context.db, context, record);
  if (!(await contentCheck(context, record)).ok) {
    throw contentChanged();
  }
  const image = await signatureImage(context, certificate);
  return {
    pdf: await context.blobs.readBytes(shownSha256),
    // The first signature certifies the page: only digits and seal may come after it (spec/signatures.md §5).
    plan: {
      field: SIGNATURE_FIELD,
      docMDP: 2,
      appearance: image === undefined ? {} : { image },
    },
  };
}

async function check(context: ActingContext, _id: string, signed: Uint8Array, byOthers = false): Promise<void> {
  const verdict = await judgeOwn(context, { agencyId: context.subject.agencyId, bytes: signed });
  const [signer] = verdict.signers;
  // Another program makes a field of its own; the one that waits on the page then stays empty.
  const isInPlace = byOthers || signer?.field === SIGNATURE_FIELD;
  const isOurs = verdict.signers.length === 1 && isInPlace && signer?.integrity === 'whole';
  if (!isOurs || verdict.verdict !== 'valid') {
    throw invalid(
      'outgoing.signature_invalid',
      `Chữ ký vừa đặt không kiểm tra được. ${verdict.sentence} Văn bản chưa được ký.`,
    );
  }
}

function assertOwnKey({ row }: OutgoingRecord, { certificate }: SignedObject): void {
  if (certificate.kind !== 'person' || certificate.person_id !== row.signer_person_id) {
    throw new AppError('outgoing.not_the_signer', 403, 'Chứng thư số không phải của người có tên ở khối ký.');
  }
}

async function complete(tx: Tx, context: ActingContext, signed: SignedObject): Promise<{ numberSymbol: null }> {
  const { agencyId, userId } = context.subject;
  const id = signed.objectId;
  const before = await lockOutgoing(tx, agencyId, id);
  assertSignable(context, before, 'outgoing.sign', signed.shownSha256);
  assertOwnKey(before, signed);
  await assertAuthority(tx, context, before);
  const { document } = before;
  const [newest] = await listDocumentFiles(tx, agencyId, id);
  const name = `${outgoingTitle(document).slice(0, 120)} (đã ký).pdf`;
  const file = await insertFile(tx, context, agencyId, { ...signed.file, name }, userId);
  const version = (newest?.version ?? 0) + 1;
  await attachFile(tx, { agencyId, documentId: id, fileId: file.id, role: 'signed', version });
  const row = await transitionOutgoing(tx, context, { agencyId, id }, 'sign', {
    current_file_id: file.id,
    current_sha256: file.sha256,
    signed_at: context.clock.now(),
  });
  const text = `${row.signer_title} ${row.signer_name} ký số`;
  await addMovement(tx, context, { agencyId, documentId: id, kind: 'signed', text });
  await audit(tx, context, {
    action: 'outgoing.signed',
    agencyId,
    objectKind: 'outgoing',
    objectId: id,
    detail: { shown: signed.shownSha256, signed: file.sha256, certificate: signed.certificate.serial },
  });
  await noticeNext(tx, context, { row }, await listClerks(tx, context, agencyId), {
    kind: 'outgoing.to_number',
    text: `${outgoingTitle(document)} đã ký, chờ cấp số và đóng dấu.`,
    reason: 'Văn thư cơ quan',
  });
  await announce(tx, { row, document });
  return { numberSymbol: null };
}

/** The personal signature of the competent person: only the named signer, only with authority on the day. */
export const signPurpose: SigningPurpose = {
  name: 'outgoing.sign',
  keyKind: 'person',
  afterSigning: (count) =>
    `${count} văn bản chuyển văn thư cấp số, đóng dấu và phát hành. Chữ ký đã đặt không rút lại được; muốn sửa phải trả lại để soạn lại.`,
  review,
  prepare,
  check,
  complete,
  // Evidence comes with the seal, which closes the page: until then only the time is missing.
  target: 'T',
  preparesInOrder: false,
  describeSigned,
  replaceFile,
};
