import {
  buildPath,
  type Certificate,
  type CertificateList,
  PkiError,
  parseCertificate,
  parseCrl,
  publicKeyOf,
  readCrlFile,
  verifySignature,
} from '@congvu/pki';
import type { Services } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { loadTrust } from '../trust/load-trust.ts';
import { isProven } from '../trust/read-certificate.ts';

export interface ProvenCrl {
  list: CertificateList;
  issuer: Certificate;
}

/** Authorities below the anchors, as they came with the certificates of the register. */
export async function listIntermediates(services: Pick<Services, 'db'>): Promise<Certificate[]> {
  const rows = await rawQuery<{ der: Buffer }>(
    services.db,
    'select distinct unnest(chain[2:]) as der from certificate',
    [],
  );
  return rows.map(({ der }) => parseCertificate(der));
}

function unreadable(why: string): Error {
  return invalid('certificates.crl_unreadable', `Không dùng được danh sách thu hồi này: ${why}`);
}

function parse(file: Uint8Array): CertificateList {
  try {
    return parseCrl(Uint8Array.from(readCrlFile(file)));
  } catch (error) {
    if (error instanceof PkiError) {
      throw unreadable(error.message);
    }
    throw error;
  }
}

const SKEW_MS = 5 * 60_000;

/** Only complete lists of the issuer itself: whatever is left out of a list must mean "not revoked" (RFC 5280 §6.3.3). */
function assertComplete(list: CertificateList, now: Date): void {
  if (list.deltaOf !== undefined) {
    throw unreadable('đây là danh sách bổ sung (delta). Nhập danh sách đầy đủ.');
  }
  if (list.scope.isIndirect || list.scope.hasSomeReasonsOnly || list.unknownCritical.length > 0) {
    throw unreadable('danh sách thuộc loại chưa hỗ trợ (gián tiếp, theo lý do, hoặc có phần mở rộng lạ).');
  }
  if (list.thisUpdate.getTime() > now.getTime() + SKEW_MS) {
    throw unreadable('ngày lập ở tương lai. Kiểm tra đồng hồ máy chủ.');
  }
}

function isSignedBy(list: CertificateList, candidate: Certificate): boolean {
  const { keyUsage } = candidate.extensions;
  return (
    Buffer.compare(candidate.subject.raw, list.issuer.raw) === 0 &&
    (keyUsage === undefined || keyUsage.includes('cRLSign')) &&
    isProven(() => verifySignature(list.signatureAlgorithm, publicKeyOf(candidate), list.tbs, list.signature))
  );
}

/** An authority's own dates and purposes do not matter here: only that it stands below an anchor. */
const BESIDE_THE_POINT = new Set(['usage', 'expired', 'not_yet_valid']);

/**
 * A revocation list proven to come from an authority this office trusts, or one below it.
 * @throws AppError `certificates.crl_unreadable` · `certificates.crl_untrusted`
 */
export async function readCrl(
  services: Pick<Services, 'db' | 'config' | 'clock'>,
  file: Uint8Array,
): Promise<ProvenCrl> {
  const now = services.clock.now();
  const list = parse(file);
  assertComplete(list, now);
  const [trust, pool] = await Promise.all([loadTrust(services), listIntermediates(services)]);
  const anchors = trust.map(({ certificate }) => parseCertificate(certificate));
  const issuer = [...anchors, ...pool].find((candidate) => isSignedBy(list, candidate));
  const path =
    issuer === undefined ? undefined : buildPath({ certificate: issuer, pool, anchors, at: now, purpose: 'signing' });
  if (issuer === undefined || path?.problems.some(({ code }) => !BESIDE_THE_POINT.has(code)) !== false) {
    throw invalid(
      'certificates.crl_untrusted',
      'Danh sách thu hồi này không do nơi cấp trong danh sách tin cậy ký. Thêm nơi cấp vào danh sách tin cậy trước.',
    );
  }
  return { list, issuer };
}
