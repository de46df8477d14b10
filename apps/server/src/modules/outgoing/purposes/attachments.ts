import { attachmentSealPlan, listSignatureFields, PadesError, type SignaturePlan, type StampPlan } from '@congvu/pades';
import type { DocumentFile } from '#modules/documents';
import { insertFile } from '#modules/files';
import type { AttachmentBase, ReviewedAttachment, SignedAttachment } from '#modules/signing';
import type { ActingContext, Services } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { invalid } from '../../../platform/errors.ts';
import { judgeOwn } from '../judge-own.ts';
import { keepByDigest } from '../kept-by-digest.ts';
import type { OutgoingRecord } from '../outgoing.store.ts';
import { SEAL_FIELD } from '../slots.ts';
import { insertSealedAttachment, listAttachments, swapAttachment } from './attachments.store.ts';
import { contentChanged } from './purpose-parts.ts';

export function isPdf({ mediaType }: DocumentFile): boolean {
  return mediaType === 'application/pdf';
}

type Stamp = Pick<StampPlan, 'signer' | 'signedAt' | 'mark'>;

/** Our own pages carry a field of that name; a second one must not be mixed up with it. */
function freeField(pdf: Uint8Array): string {
  const taken = new Set(listSignatureFields(pdf).map(({ name }) => name));
  let [name, next] = [SEAL_FIELD, 1];
  while (taken.has(name)) {
    next += 1;
    name = `${SEAL_FIELD}${next}`;
  }
  return name;
}

/** Decree 30/2020, Annex I: number, day and time at the top right of page 1, no picture; nothing may come after it. */
function planSeal(pdf: Uint8Array, stamp: Stamp, numberSymbol: string): SignaturePlan {
  const lock = { action: 'all', permission: 1 } as const;
  return attachmentSealPlan(pdf, { ...stamp, numberSymbol, field: freeField(pdf), lock });
}

interface Examined {
  fate: 'sealed' | 'kept_signed' | 'refused';
  why: string;
}

const NOBODY: Stamp = { signer: { certificate: new Uint8Array(), chain: [], algs: [] }, signedAt: new Date(0) };

/** Whether the organisation can put its signature on it; what somebody has signed is left as it is. */
function examinePdf(pdf: Uint8Array): Examined {
  try {
    if (listSignatureFields(pdf).some(({ isSigned }) => isSigned)) {
      return { fate: 'kept_signed', why: '' };
    }
    planSeal(pdf, NOBODY, '1/X');
    return { fate: 'sealed', why: '' };
  } catch (error) {
    if (error instanceof PadesError) {
      return { fate: 'refused', why: error.message };
    }
    throw error;
  }
}

/** Whole files one after the other, however many people open batches: an attachment may be a hundred megabytes. */
let last: Promise<unknown> = Promise.resolve();

const examine = keepByDigest(async (services: Services, _agencyId, sha256): Promise<Examined> => {
  const work = last.then(async () => examinePdf(await services.blobs.readBytes(sha256)));
  last = work.catch(() => undefined);
  return work;
});

const NOT_PDF = 'Không phải tệp PDF: gửi nguyên trạng, không có chữ ký số của cơ quan.';

const TEXTS: Record<Examined['fate'], (name: string, why: string) => string> = {
  sealed: () => 'Ký số của cơ quan cùng văn bản; số, ngày, giờ ghi ở góc trên bên phải trang đầu.',
  kept_signed: () => 'Đã có chữ ký số: gửi nguyên trạng.',
  refused: (name, why) =>
    `Tệp kèm "${name}" không ký số được. ${why} Trả lại để thay tệp: bỏ mật khẩu hoặc xuất lại PDF.`,
};

/** What becomes of every attachment when the document is sealed. */
export async function reviewAttachments(context: Services, { row }: OutgoingRecord): Promise<ReviewedAttachment[]> {
  const { agency_id: agencyId, id: documentId } = row;
  const files = row.attachment_count === 0 ? [] : await listAttachments(context.db, { agencyId, documentId });
  const reviewed: ReviewedAttachment[] = [];
  for (const file of files) {
    const { fileId: id, name, sha256 } = file;
    const common = { id, name, sha256, fileUrl: `/api/outgoing/${documentId}/files/${id}` };
    if (isPdf(file)) {
      const { fate, why } = await examine(context, agencyId, sha256);
      reviewed.push({ ...common, fate, text: TEXTS[fate](name, why) });
    } else {
      reviewed.push({ ...common, fate: 'kept_as_is', text: NOT_PDF });
    }
  }
  return reviewed;
}

/** One line of the review about all of them; none without attachments. */
export function attachmentCheck(reviewed: readonly ReviewedAttachment[]): { ok: boolean; text: string }[] {
  const refused = reviewed.find(({ fate }) => fate === 'refused');
  if (refused !== undefined) {
    return [{ ok: false, text: refused.text }];
  }
  const count = (fate: ReviewedAttachment['fate']): number => reviewed.filter((file) => file.fate === fate).length;
  const [sealed, signed, other] = [count('sealed'), count('kept_signed'), count('kept_as_is')];
  const parts = [
    sealed > 0 ? `${sealed} phụ lục PDF được ký số của cơ quan cùng văn bản` : '',
    signed > 0 ? `${signed} phụ lục đã có chữ ký số gửi nguyên trạng` : '',
    other > 0 ? `${other} tệp không phải PDF gửi nguyên trạng, không có chữ ký số` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? [] : [{ ok: true, text: parts.join('; ') }];
}

/** Those that are signed in the same act; the files themselves are read one by one when their turn comes. */
export async function sealableAttachments(context: Services, record: OutgoingRecord): Promise<AttachmentBase[]> {
  const numberSymbol = record.document.number_symbol;
  const reviewed = await reviewAttachments(context, record);
  const refused = reviewed.find(({ fate }) => fate === 'refused');
  if (refused !== undefined) {
    throw invalid('signing.attachment_refused', refused.text);
  }
  return reviewed
    .filter(({ fate }) => fate === 'sealed')
    .map(({ id, name, sha256 }) => ({ id, name, sha256, plan: (pdf, stamp) => planSeal(pdf, stamp, numberSymbol) }));
}

/** @throws AppError naming the file that does not hold */
export async function checkAttachment(context: ActingContext, name: string, signed: Uint8Array): Promise<void> {
  const verdict = await judgeOwn(context, { agencyId: context.subject.agencyId, bytes: signed });
  if (verdict.verdict !== 'valid' || verdict.signers.length !== 1) {
    throw invalid(
      'outgoing.signature_invalid',
      `Phụ lục "${name}" vừa ký không đạt nên văn bản chưa được đóng dấu. ${verdict.sentence}`,
    );
  }
}

/** In the transaction of the seal. @throws AppError 409 when one is no longer the file that was signed */
export async function putSealedAttachments(
  tx: Tx,
  context: ActingContext,
  documentId: string,
  attachments: readonly SignedAttachment[],
): Promise<void> {
  const { agencyId, userId } = context.subject;
  const key = { agencyId, documentId };
  const current = attachments.length === 0 ? [] : await listAttachments(tx, key);
  for (const { id, from, file: blob } of attachments) {
    const source = current.find(({ fileId }) => fileId === id);
    if (source?.sha256 !== from) {
      throw contentChanged();
    }
    const file = await insertFile(tx, context, agencyId, { ...blob, name: source.name }, userId);
    await swapAttachment(tx, key, { from: id, to: file.id });
    await insertSealedAttachment(tx, {
      agency_id: agencyId,
      document_id: documentId,
      source_file_id: id,
      file_id: file.id,
      newest_sha256: file.sha256,
    });
  }
}
