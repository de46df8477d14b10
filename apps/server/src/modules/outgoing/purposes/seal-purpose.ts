import type { SigningCheck } from '@congvu/contracts';
import { formatNumberSymbol, Nd30Error } from '@congvu/nd30';
import { record as audit } from '#modules/audit';
import { addMovement, attachFile, listDocumentFiles } from '#modules/documents';
import { insertFile } from '#modules/files';
import type { SignedObject, SigningBase, SigningPurpose, SigningReview } from '#modules/signing';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { AppError, invalid } from '../../../platform/errors.ts';
import { printDay, printMomentSince } from '../../../platform/print-dates.ts';
import { bindNumber } from '../commands/bind-number.ts';
import { assertOpen, isWhole, personalSigner, readSlots, viewGate } from '../issue-gate.ts';
import { judgeOwn } from '../judge-own.ts';
import { announce, listClerks, noticeNext, outgoingTitle } from '../outgoing.notices.ts';
import {
  findSeries,
  forecastNumber,
  lockOutgoing,
  type OutgoingRecord,
  transitionOutgoing,
} from '../outgoing.store.ts';
import { SEAL_FIELD, slotDigits } from '../slots.ts';
import { showVerdict } from '../verdicts.ts';
import {
  attachmentCheck,
  checkAttachment,
  putSealedAttachments,
  reviewAttachments,
  sealableAttachments,
} from './attachments.ts';
import { assertSignable, extentCheck, presentReview, readVisible, whyStopped } from './purpose-parts.ts';
import { describeSigned, replaceFile } from './raised-file.ts';
import { signatureImage } from './signature-image.ts';

/** The number the register would give now, or the one that is bound already. */
export async function forecast(db: Db | Tx, context: ActingContext, record: OutgoingRecord): Promise<number> {
  const { row, document } = record;
  if (document.number !== null) {
    return document.number;
  }
  const year = Number(vietnamDate(context.clock.now()).slice(0, 4));
  return forecastNumber(db, row.agency_id, await findSeries(db, row.agency_id, document.document_type), year);
}

async function nextNumber(context: ActingContext, record: OutgoingRecord): Promise<string> {
  const { document } = record;
  const on = document.issued_on ?? vietnamDate(context.clock.now());
  const number = await forecast(context.db, context, record);
  try {
    return `${formatNumberSymbol({ number, symbol: document.symbol })}, ngày ${printDay(on)}`;
  } catch (error) {
    if (error instanceof Nd30Error) {
      return `${number}, ngày ${printDay(on)}`;
    }
    throw error;
  }
}

async function signatureCheck(context: ActingContext, { row }: OutgoingRecord): Promise<SigningCheck> {
  const verdict = await showVerdict(context, row.agency_id, row.current_sha256);
  const signer = personalSigner(verdict);
  const ok = signer?.verdict === 'valid' && isWhole(signer);
  const at = row.signed_at === null ? '' : `, lúc ${printMomentSince(row.signed_at, context.clock.now())}`;
  return {
    ok,
    text: ok ? `Chữ ký của ${row.signer_name} hợp lệ, nội dung không đổi từ lúc duyệt${at}` : verdict.sentence,
  };
}

async function review(context: ActingContext, id: string): Promise<SigningReview> {
  const record = await readVisible(context, id);
  const signature = await signatureCheck(context, record);
  const attachments = await reviewAttachments(context, record);
  const isBound = record.row.state === 'numbered';
  const checks: SigningCheck[] = [
    signature,
    ...(isBound
      ? [{ ok: true, text: `Đã cấp số ${record.document.number_symbol}, đóng dấu dở; làm tiếp với số này` }]
      : []),
    extentCheck(record),
    ...attachmentCheck(attachments),
  ];
  const refused = attachments.find(({ fate }) => fate === 'refused');
  const unsealable = refused === undefined ? null : { code: 'signing.attachment_refused', message: refused.text };
  const unsigned = signature.ok ? null : { code: 'outgoing.signature_invalid', message: signature.text };
  const stopped = whyStopped(context, record, 'outgoing.seal', 'outgoing.clerk_is_signer') ?? unsigned ?? unsealable;
  const shown = presentReview(record, { checks, nextNumber: await nextNumber(context, record), stopped });
  return attachments.length === 0 ? shown : { ...shown, attachments };
}

/** Never a number before the personal signature is verified (spec documents.md §6). */
async function assertSigned(context: ActingContext, pdf: Uint8Array): Promise<void> {
  const verdict = await judgeOwn(context, { agencyId: context.subject.agencyId, bytes: pdf });
  const signer = personalSigner(verdict);
  if (verdict.signers.length !== 1 || signer?.verdict !== 'valid') {
    throw invalid('outgoing.signature_invalid', `Chưa cấp số được: ${verdict.sentence} Trả lại để ký lại.`);
  }
}

async function prepare(
  context: ActingContext,
  id: string,
  shownSha256: string,
  certificate: SignedObject['certificate'],
): Promise<SigningBase> {
  const record = await readVisible(context, id);
  assertSignable(context, record, 'outgoing.seal', shownSha256);
  const pdf = await context.blobs.readBytes(shownSha256);
  await assertSigned(context, pdf);
  // Before the number is taken: a file that cannot be signed must not cost one.
  await sealableAttachments(context, record);
  const image = await signatureImage(context, certificate);
  const { document } = await bindNumber(context, id, shownSha256);
  if (document.number === null || document.issued_on === null) {
    throw new AppError('outgoing.not_numbered', 500, 'Chưa cấp được số cho văn bản. Thử lại.');
  }
  const slots = readSlots(pdf) ?? new Map();
  const digits = Object.entries(slotDigits(document.number, document.issued_on)).filter(([name]) => slots.has(name));
  return {
    pdf,
    // Number, date and the organisation's signature are one revision, so that both signatures stay valid.
    plan: {
      field: SEAL_FIELD,
      fill: Object.fromEntries(digits),
      appearance: image === undefined ? {} : { image },
    },
    number: { numberSymbol: document.number_symbol, issuedOn: document.issued_on },
    attachments: await sealableAttachments(context, { ...record, document }),
  };
}

async function check(context: ActingContext, id: string, signed: Uint8Array): Promise<void> {
  const record = await readVisible(context, id);
  const verdict = await judgeOwn(context, { agencyId: record.row.agency_id, bytes: signed });
  if (verdict.verdict !== 'valid') {
    throw invalid(
      'outgoing.signature_invalid',
      `Bản vừa đóng dấu không đạt. ${verdict.sentence} Văn bản chưa được đóng dấu.`,
    );
  }
  assertOpen(await viewGate(context.db, record, signed, verdict));
}

async function complete(tx: Tx, context: ActingContext, signed: SignedObject): Promise<{ numberSymbol: string }> {
  const { agencyId, userId, displayName, personId } = context.subject;
  const id = signed.objectId;
  const before = await lockOutgoing(tx, agencyId, id);
  assertSignable(context, before, 'outgoing.seal', signed.shownSha256);
  if (signed.certificate.kind !== 'organisation' || signed.certificate.agency_id !== agencyId) {
    throw new AppError('outgoing.signature_invalid', 403, 'Bước này ký bằng chứng thư số của cơ quan.');
  }
  const { document } = before;
  const [newest] = await listDocumentFiles(tx, agencyId, id);
  const name = `${document.number_symbol} ${outgoingTitle(document)}`.slice(0, 120);
  const file = await insertFile(tx, context, agencyId, { ...signed.file, name: fileName(name) }, userId);
  const version = (newest?.version ?? 0) + 1;
  await attachFile(tx, { agencyId, documentId: id, fileId: file.id, role: 'signed', version });
  const row = await transitionOutgoing(tx, context, { agencyId, id }, 'seal', {
    current_file_id: file.id,
    current_sha256: file.sha256,
    sealed_at: context.clock.now(),
    sealed_by: displayName,
    sealed_by_person_id: personId,
  });
  await putSealedAttachments(tx, context, id, signed.attachments);
  const enclosed = signed.attachments.length === 0 ? '' : ` và ${signed.attachments.length} phụ lục`;
  const text = `Ký số của cơ quan lên ${document.number_symbol}${enclosed}`;
  await addMovement(tx, context, { agencyId, documentId: id, kind: 'sealed', text });
  await audit(tx, context, {
    action: 'outgoing.sealed',
    agencyId,
    objectKind: 'outgoing',
    objectId: id,
    detail: {
      numberSymbol: document.number_symbol,
      signed: file.sha256,
      certificate: signed.certificate.serial,
      attachments: signed.attachments.map((attachment) => ({ from: attachment.from, signed: attachment.file.sha256 })),
    },
  });
  await noticeNext(tx, context, { row }, await listClerks(tx, context, agencyId), {
    kind: 'outgoing.to_issue',
    text: `${document.number_symbol} đã đóng dấu, chờ phát hành.`,
    reason: 'Văn thư cơ quan',
  });
  await announce(tx, { row, document });
  return { numberSymbol: document.number_symbol };
}

/** "367/UBND-VHTT" may not stand in a file name as it is. */
function fileName(text: string): string {
  return `${text.replaceAll('/', '-')}.pdf`;
}

/** Number, date and the organisation's signature, by a clerk who is not the signer (Decree 30/2020 Art. 32). */
export const sealPurpose: SigningPurpose = {
  name: 'outgoing.seal',
  keyKind: 'organisation',
  afterSigning: (count) =>
    `${count} văn bản được cấp số, đóng dấu và chờ phát hành. Số đã cấp không dùng lại cho văn bản khác.`,
  review,
  prepare,
  check,
  checkAttachment,
  complete,
  target: 'LT',
  // Numbers follow the order of the list.
  preparesInOrder: true,
  describeSigned,
  replaceFile,
};
