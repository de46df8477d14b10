import { buildPath, parseCertificate } from '@congvu/pki';
import type { Services } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import type { CertificateRow } from '../certificates.tables.ts';
import { assertUsable } from '../queries/find-usable-certificate.ts';
import { loadActiveTrust } from '../trust/load-trust.ts';

/**
 * Refuses before anything is asked of a device (Circular 22/2020 Art. 5: the certificate is checked at the time of signing).
 * @throws AppError `certificates.expired` · `frozen` · `revoked` · `pin_locked` · `usage` · `untrusted`
 */
export async function assertMaySignNow(
  services: Pick<Services, 'db' | 'clock' | 'config'>,
  row: CertificateRow,
): Promise<void> {
  const now = services.clock.now();
  assertUsable(row, now);
  const [leaf = Buffer.alloc(0), ...pool] = row.chain;
  const { problems } = buildPath({
    certificate: parseCertificate(leaf),
    pool: pool.map((der) => parseCertificate(der)),
    trust: await loadActiveTrust(services),
    at: now,
    purpose: 'signing',
  });
  const [problem] = problems;
  if (problem !== undefined) {
    throw new AppError(problem.code === 'usage' ? 'certificates.usage' : 'certificates.untrusted', 422, problem.text);
  }
}

/** What the review list says when nobody answers whether the certificate was revoked; undefined when that is known. */
export async function revocationNote(
  _services: Pick<Services, 'db' | 'clock' | 'config'>,
  _row: CertificateRow,
): Promise<string | undefined> {
  return undefined;
}
