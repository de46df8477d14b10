import { buildPath, type Certificate, type CertificatePath, type TrustAnchorEntry } from '@congvu/pki';
import type { Services } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { loadActiveTrust } from './load-trust.ts';

type Needed = Pick<Services, 'db' | 'clock' | 'config'>;

interface TrustedPath {
  chain: Certificate[];
  anchor: TrustAnchorEntry;
}

/**
 * The path from a subscriber's certificate to an anchor trusted today, both included.
 * @throws AppError `certificates.usage` · `certificates.untrusted`
 */
export async function findTrustedPath(
  services: Needed,
  leaf: Certificate,
  pool: readonly Certificate[],
): Promise<TrustedPath> {
  const trust = await loadActiveTrust(services);
  const path: CertificatePath = buildPath({
    certificate: leaf,
    pool,
    trust,
    at: services.clock.now(),
    purpose: 'signing',
  });
  const usage = path.problems.find(({ code }) => code === 'usage');
  if (usage !== undefined) {
    throw new AppError(
      'certificates.usage',
      422,
      `${usage.text} Chọn chứng thư khác hoặc đề nghị cấp chứng thư để ký.`,
    );
  }
  const [problem] = path.problems;
  if (problem !== undefined || path.trust === undefined) {
    throw new AppError(
      'certificates.untrusted',
      422,
      `${problem?.text ?? 'Nơi cấp chứng thư này chưa được tin cậy.'} Đề nghị quản trị bổ sung nơi cấp vào danh sách tin cậy.`,
    );
  }
  return { chain: path.chain, anchor: path.trust };
}
