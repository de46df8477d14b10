import { definePolicies, hasRole, no, type Subject, YES } from '../../platform/authorise.ts';
import type { CertificateRow } from './certificates.tables.ts';

type Owned = Pick<CertificateRow, 'agency_id' | 'kind' | 'person_id'>;

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
  'certificates.list' | 'certificates.read' | 'certificates.use' | 'certificates.unlock'
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
});
