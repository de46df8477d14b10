import type { ActingContext } from '../../../platform/context.ts';
import { certificatePolicies } from '../certificates.policy.ts';
import type { CertificateKind, CertificateRow } from '../certificates.tables.ts';
import { findUsableCertificate } from './find-usable-certificate.ts';

/**
 * The certificate the acting person signs with now, in the own name or, as the clerk, in the organisation's.
 * @throws AppError `certificates.use.forbidden` and those of `findUsableCertificate`
 */
export async function findMyCertificate(context: ActingContext, kind: CertificateKind): Promise<CertificateRow> {
  const { agencyId, personId } = context.subject;
  certificatePolicies.authorize('certificates.use', context.subject, {
    agency_id: agencyId,
    kind,
    person_id: kind === 'person' ? personId : null,
  });
  return findUsableCertificate(context, { agencyId, kind, personId });
}
