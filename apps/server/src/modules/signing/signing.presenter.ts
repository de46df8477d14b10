import type { SignBatchAnswer, SigningBatch, SigningItem } from '@congvu/contracts';
import { type CertificateRow, presentCertificate } from '#modules/certificates';
import type { SigningPurpose } from './purpose.ts';
import type { BatchRow, SessionRow } from './signing.tables.ts';

const NOT_TRIED = { code: 'signing.failed', message: 'Văn bản chưa được ký. Ký lại.' };

/** First and last groups of the digest, as a person compares two screens. */
function digestToShow(sha256: string): string {
  const groups = sha256.match(/.{4}/g) ?? [];
  return [...groups.slice(0, 3), '…', ...groups.slice(-3)].join(' ');
}

function presentItem(session: SessionRow): SigningItem {
  const { shownSha256, ...review } = session.review;
  return {
    documentId: session.object_id,
    ...review,
    digest: shownSha256,
    digestToShow: digestToShow(shownSha256),
    state: session.state,
    result: session.result === null ? null : { code: session.result.code, message: session.result.message },
  };
}

export function presentBatch(
  batch: BatchRow,
  sessions: readonly SessionRow[],
  certificate: CertificateRow,
  purpose: SigningPurpose,
  now: Date,
): SigningBatch {
  const items = sessions.map(presentItem);
  const signable = items.filter((item) => item.stopped === null);
  return {
    id: batch.id,
    purpose: batch.purpose,
    state: batch.state === 'open' && batch.expires_at < now ? 'expired' : batch.state,
    certificate: presentCertificate(certificate, now),
    pinOnPage: certificate.key_kind === 'demo_software',
    items,
    totalPages: signable.reduce((sum, item) => sum + item.pages, 0),
    afterSigning: purpose.afterSigning(signable.length),
    expiresAt: batch.expires_at.toISOString(),
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
export function presentAnswer(batch: Pick<BatchRow, 'id' | 'state'>, sessions: readonly SessionRow[]): SignBatchAnswer {
  const items = sessions.map(presentResult);
  const count = (result: SignBatchAnswer['items'][number]['result']): number =>
    items.filter((item) => item.result === result).length;
  return { batchId: batch.id, state: batch.state, signed: count('signed'), failed: count('failed'), items };
}
