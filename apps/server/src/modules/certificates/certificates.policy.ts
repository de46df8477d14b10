import { definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';
import type { CertificateRow } from './certificates.tables.ts';

type Owned = Pick<CertificateRow, 'agency_id' | 'kind' | 'person_id'> &
  Partial<Pick<CertificateRow, 'frozen_at' | 'revoked_at'>>;

function holds(subject: Subject, certificate: Owned): boolean {
  if (certificate.agency_id !== subject.agencyId) {
    return false;
  }
  return certificate.kind === 'person'
    ? certificate.person_id === subject.personId
    : // Decree 30/2020 Art. 32: the organisation's key is kept by the clerk, who signs with it personally.
      hasRole(subject, 'clerk');
}

export const certificatePolicies = definePolicies<
  Owned,
  'certificates.list' | 'certificates.read' | 'certificates.use' | 'certificates.unlock' | 'certificates.report_loss'
>({
  'certificates.list': () => YES,
  'certificates.read': (subject, certificate) =>
    holds(subject, certificate) || hasRole(subject, 'administrator')
      ? YES
      : no('Chỉ người giữ khóa và quản trị xem được chứng thư này.'),
  'certificates.use': (subject, certificate) =>
    holds(subject, certificate)
      ? YES
      : no(
          certificate.kind === 'organisation'
            ? 'Chỉ văn thư được ký bằng chữ ký số của cơ quan (Nghị định 30/2020, Điều 32).'
            : 'Chỉ chủ chứng thư được dùng khóa của mình.',
        ),
  'certificates.unlock': (subject) =>
    hasRole(subject, 'administrator') ? YES : no('Chỉ quản trị được mở khóa thiết bị ký thử nghiệm.'),
  // Circular 22/2020 and Decree 68/2024: a lost device is reported at once, by whoever learns of it first.
  'certificates.report_loss': (subject, certificate) => {
    if (certificate.agency_id !== subject.agencyId) {
      return no('Chứng thư này không thuộc cơ quan của anh/chị.');
    }
    if (!holds(subject, certificate) && !hasRole(subject, 'clerk', 'leader', 'administrator')) {
      return no('Chỉ người giữ khóa, văn thư, lãnh đạo cơ quan hoặc quản trị báo mất được chứng thư này.');
    }
    if (certificate.revoked_at instanceof Date) {
      return no('Chứng thư này đã bị thu hồi nên không cần báo mất.');
    }
    return certificate.frozen_at instanceof Date ? no('Chứng thư này đã được báo mất và đang phong tỏa.') : YES;
  },
});
