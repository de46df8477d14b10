import type { SigningBatch, SigningItem } from '@congvu/contracts';
import { type CertificateRow, presentCertificate } from '#modules/certificates';
import type { SigningPurpose } from './purpose.ts';
import type { BatchRow, SessionRow } from './signing.tables.ts';

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
