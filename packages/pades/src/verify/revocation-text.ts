import type { CertificateRevocation } from './report.ts';

/** `dd/mm/yyyy` in Vietnam, which has kept +07:00 since 1975. */
function day(instant: string | null): string {
  if (instant === null) {
    return '';
  }
  const [year, month, date] = new Date(Date.parse(instant) + 7 * 3_600_000).toISOString().slice(0, 10).split('-');
  return ` ngày ${date}/${month}/${year}`;
}

const SOURCES = {
  crl: 'danh sách thu hồi',
  ocsp: 'trả lời của nơi cấp (OCSP)',
  office: 'sổ theo dõi của cơ quan',
} as const;

function describeRevoked({ name, since, state }: CertificateRevocation, provenAt: Date | undefined): string {
  const isAfter = since !== null && provenAt !== undefined && provenAt.getTime() < Date.parse(since);
  const when = isAfter ? ', sau thời điểm ký đã được chứng minh' : '';
  return state === 'revoked' ? `Chứng thư của "${name}" bị thu hồi${day(since)}${when}.` : '';
}

/** One sentence for a clerk on the revocation of a whole path. */
export function revocationSentence(revocation: readonly CertificateRevocation[], provenAt: Date | undefined): string {
  const [own] = revocation;
  const revoked = revocation.find(({ state }) => state === 'revoked');
  if (own === undefined) {
    return 'Không có đường dẫn tới nơi cấp được tin cậy nên chưa kiểm tra được tình trạng thu hồi.';
  }
  if (revoked !== undefined) {
    return describeRevoked(revoked, provenAt);
  }
  const unknown = revocation.find(({ state }) => state === 'unknown');
  if (unknown !== undefined) {
    return `Chưa có căn cứ về tình trạng thu hồi chứng thư của "${unknown.name}".`;
  }
  const source = own.source === null ? '' : ` theo ${SOURCES[own.source]}${day(own.at)}`;
  return `Còn hiệu lực${source}${own.isInFile ? ', kèm trong tệp' : ''}.`;
}
