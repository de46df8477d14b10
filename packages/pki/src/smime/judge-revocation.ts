import { checkRevocation } from '../revocation/check-revocation.ts';
import type { RevocationEvidence, RevocationStatus } from '../revocation/revocation.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { CertificatePath } from '../x509/path.ts';
import { invalid, type MailSignatureReason, nameOf, open, vietnamDay } from './reason.ts';

export interface RevocationGrounds {
  /** Revocation lists and answers at hand. */
  evidence?: readonly RevocationEvidence[];
  /** What is known of revocations beside them; undefined when nothing is. */
  revokedSince?: (certificate: Certificate) => Date | undefined;
  /** When the mail came: nothing else proves a time. */
  at: Date;
}

/** The issuer publishes revocations of this certificate: it says where, or the trust list does. */
function isPublished(certificate: Certificate, index: number, { trust }: CertificatePath): boolean {
  const isAsked = (trust?.crlUrls.length ?? 0) + (trust?.ocspUrls.length ?? 0) > 0;
  return certificate.extensions.hasRevocationPointer || (index === 0 && isAsked);
}

/** What the office knows by itself comes first: it may know before any list does. */
function judgeStatus(
  certificate: Certificate,
  status: RevocationStatus,
  grounds: RevocationGrounds,
): MailSignatureReason[] {
  const name = nameOf(certificate);
  const office = grounds.revokedSince?.(certificate);
  if (office !== undefined && office <= grounds.at) {
    return [invalid('REVOKED', `Chứng thư của "${name}" đã bị thu hồi ngày ${vietnamDay(office)}.`)];
  }
  if (status.state !== 'revoked') {
    return [];
  }
  if (status.reason === 'certificateHold') {
    return [open('REVOKED', `Chứng thư của "${name}" đang bị tạm dừng, chưa kết luận được.`)];
  }
  const when = status.since === undefined ? '' : ` ngày ${vietnamDay(status.since)}`;
  return [invalid('REVOKED', `Chứng thư của "${name}" đã bị thu hồi${when} (${status.reasonText ?? ''}).`)];
}

/** Revocation of every certificate of a path below its anchor, by what is at hand. */
export function judgeRevocation(
  path: CertificatePath,
  pool: readonly Certificate[],
  grounds: RevocationGrounds,
): MailSignatureReason[] {
  const { at, evidence = [] } = grounds;
  return path.chain.flatMap((certificate, index) => {
    const issuer = path.chain[index + 1];
    if (issuer === undefined || path.anchor === undefined) {
      return [];
    }
    const status = checkRevocation({ certificate, issuer, evidence, at, pool });
    const reasons = judgeStatus(certificate, status, grounds);
    const isOpen = reasons.length === 0 && status.state === 'unknown' && isPublished(certificate, index, path);
    return isOpen
      ? [open('REVOCATION_UNKNOWN', `Chưa có căn cứ chứng thư của "${nameOf(certificate)}" không bị thu hồi.`)]
      : reasons;
  });
}
