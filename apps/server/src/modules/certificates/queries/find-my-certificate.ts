import type { ActingContext } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import { certificatePolicies } from '../certificates.policy.ts';
import { listCertificates } from '../certificates.store.ts';
import type { CertificateKind, CertificateRow } from '../certificates.tables.ts';
import { assertUsable, findUsableCertificate } from './find-usable-certificate.ts';

/**
 * The certificate the acting person signs with now, in the own name or, as the clerk, in the organisation's.
 * `id`: the one chosen among them; anybody else's does not exist.
 * @throws AppError `certificates.use.forbidden` · `certificates.not_found` and those of `findUsableCertificate`
 */
export async function findMyCertificate(
  context: ActingContext,
  kind: CertificateKind,
  id?: string,
): Promise<CertificateRow> {
  const { agencyId, personId } = context.subject;
  certificatePolicies.authorize('certificates.use', context.subject, {
    agency_id: agencyId,
    kind,
    person_id: kind === 'person' ? personId : null,
  });
  const owner = { agencyId, kind, personId };
  if (id === undefined) {
    return findUsableCertificate(context, owner);
  }
  const chosen = (await listCertificates(context.db, owner)).find((row) => row.id === id);
  if (chosen === undefined) {
    throw notFound('certificates.not_found', 'Không tìm thấy chứng thư số này trong các chứng thư anh/chị được dùng.');
  }
  assertUsable(chosen, context.clock.now());
  return chosen;
}
