import type { SignBatchAnswer, SigningBatch, SigningDevice, SigningItem } from '@congvu/contracts';
import { type CertificateRow, presentCertificate, signingWayOf } from '#modules/certificates';
import type { AnyPurpose } from './purpose.ts';
import type { BatchRow, SessionRow } from './signing.tables.ts';

const NOT_TRIED = { code: 'signing.failed', message: 'Văn bản chưa được ký. Ký lại.' };

/** First and last groups of the digest, as a person compares two screens. */
function digestToShow(sha256: string): string {
  const groups = sha256.match(/.{4}/g) ?? [];
  return [...groups.slice(0, 3), '…', ...groups.slice(-3)].join(' ');
}

/** How an attachment is named beside the documents of a batch. */
export function titleOfPart(name: string, title: string): string {
  return `${name} (kèm ${title})`;
}

function presentItem(session: SessionRow): SigningItem {
  const { shownSha256, attachments, ...review } = session.review;
  return {
    documentId: session.object_id,
    ...review,
    ...(attachments !== undefined && {
      attachments: attachments.map(({ name, fileUrl, fate, text }) => ({ name, fileUrl, fate, text })),
    }),
    digest: shownSha256,
    digestToShow: digestToShow(shownSha256),
    state: session.state,
    result: session.result === null ? null : { code: session.result.code, message: session.result.message },
  };
}

/** How the key is asked; code and time limit only while somebody waits for them. */
function presentDevice(batch: Pick<BatchRow, 'state' | 'ticket'>, certificate: CertificateRow): SigningDevice {
  const ticket = batch.state === 'sent' ? batch.ticket : null;
  return {
    way: signingWayOf(certificate),
    label: certificate.device_label,
    verificationCode: ticket?.verificationCode ?? null,
    waitsUntil: ticket?.expiresAt ?? null,
  };
}

function isOver({ state }: SessionRow): boolean {
  return state === 'failed' || state === 'refused' || state === 'expired' || state === 'superseded';
}

function presentProgress(sessions: readonly SessionRow[]): SigningBatch['progress'] {
  const signable = sessions.filter(({ review }) => review.stopped === null);
  const signed = signable.filter(({ state }) => state === 'completed').length;
  const failed = signable.filter(isOver).length;
  return { total: signable.length, signed, failed, waiting: signable.length - signed - failed };
}

export function presentBatch(
  batch: BatchRow,
  sessions: readonly SessionRow[],
  certificate: CertificateRow,
  purpose: AnyPurpose,
  now: Date,
): SigningBatch {
  const items = sessions.map(presentItem);
  const signable = items.filter((item) => item.stopped === null);
  return {
    id: batch.id,
    purpose: batch.purpose,
    state: batch.state === 'open' && batch.expires_at < now ? 'expired' : batch.state,
    certificate: presentCertificate(certificate, now),
    device: presentDevice(batch, certificate),
    items,
    totalPages: signable.reduce((sum, item) => sum + item.pages, 0),
    afterSigning: purpose.afterSigning(signable.length),
    expiresAt: batch.expires_at.toISOString(),
    progress: presentProgress(sessions),
    note: batch.note,
  };
}

function presentResult(session: SessionRow): SignBatchAnswer['items'][number] {
  const documentId = session.object_id;
  const said = session.result ?? { ...(session.review.stopped ?? NOT_TRIED), numberSymbol: null };
  if (session.state === 'completed') {
    return { documentId, result: 'signed', code: null, message: said.message, numberSymbol: said.numberSymbol };
  }
  if (session.state === 'sent') {
    return { documentId, result: 'pending', code: null, message: 'Đang chờ thiết bị ký.', numberSymbol: null };
  }
  return { documentId, result: 'failed', code: said.code, message: said.message, numberSymbol: null };
}

/** What became of each document of one act of signing. */
export function presentAnswer(
  batch: Pick<BatchRow, 'id' | 'state' | 'ticket'>,
  sessions: readonly SessionRow[],
  certificate: CertificateRow,
): SignBatchAnswer {
  const items = sessions.map(presentResult);
  const count = (result: SignBatchAnswer['items'][number]['result']): number =>
    items.filter((item) => item.result === result).length;
  return {
    batchId: batch.id,
    state: batch.state,
    device: presentDevice(batch, certificate),
    signed: count('signed'),
    failed: count('failed'),
    items,
  };
}
