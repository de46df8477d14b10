import type { SignatureLevel } from '@congvu/pades';
import {
  type Certificate,
  isIssuedBy,
  parseCertificate,
  publicKeyOf,
  type Timestamp,
  type TrustAnchorEntry,
} from '@congvu/pki';
import type { CareRow } from '../signing.tables.ts';

/** RSA below this and SHA-1 were weak when they were made (Circular 15/2025/TT-BKHCN; spec/signatures.md §1). */
const MIN_RSA_BITS = 2_048;

export interface Ends {
  signerEnds: Date;
  timeEnds: Date | null;
  isWeak: boolean;
}

function earliest(dates: readonly Date[]): Date {
  return new Date(Math.min(...dates.map((date) => date.getTime())));
}

/** The first end on the way from the certificate to its anchor, the anchor's own included. */
function chainEnds(chain: readonly Certificate[], trust: readonly TrustAnchorEntry[]): Date {
  const anchors = trust.map(({ certificate }) => parseCertificate(certificate));
  const top = chain.at(-1);
  const above = top === undefined ? [] : anchors.filter((anchor) => isIssuedBy(top, anchor));
  return earliest([...chain, ...above.slice(0, 1)].map(({ notAfter }) => notAfter));
}

function isWeakKey(certificate: Certificate): boolean {
  const { asymmetricKeyType, asymmetricKeyDetails } = publicKeyOf(certificate);
  return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) < MIN_RSA_BITS;
}

/** What the signer's certificates say of the future. */
export function signerEnds(
  chain: readonly Uint8Array[],
  trust: readonly TrustAnchorEntry[],
): Pick<Ends, 'signerEnds' | 'isWeak'> {
  const certificates = chain.map(parseCertificate);
  return { signerEnds: chainEnds(certificates, trust), isWeak: certificates.some(isWeakKey) };
}

export function timeEnds(time: Timestamp, trust: readonly TrustAnchorEntry[]): Date {
  return chainEnds([time.signer], trust);
}

/**
 * Until when a stranger can verify the signatures of a file. Without evidence inside, only while the signer's own chain lasts:
 * afterwards no authority answers for it any more. With evidence, while the newest timestamp can be verified.
 */
export function holdsUntil(level: SignatureLevel, ends: Ends, now: Date): Date {
  if (ends.isWeak) {
    return now;
  }
  if (level === 'LT' || level === 'LTA') {
    return ends.timeEnds ?? ends.signerEnds;
  }
  return level === 'T' && ends.timeEnds !== null ? earliest([ends.signerEnds, ends.timeEnds]) : ends.signerEnds;
}

/** Why it ends then, for the person who has to care. */
export function describeEnd(row: Pick<CareRow, 'level' | 'is_weak' | 'signer_ends' | 'time_ends'>): string {
  if (row.is_weak) {
    return 'Ký bằng thuật toán đã yếu';
  }
  if (row.level === 'B') {
    return 'Chưa có dấu thời gian, chứng thư của người ký sắp hết hạn';
  }
  if (row.level === 'T') {
    return row.time_ends !== null && row.time_ends < row.signer_ends
      ? 'Chứng thư của dấu thời gian sắp hết hạn'
      : 'Chưa lưu bằng chứng thu hồi, chứng thư của người ký sắp hết hạn';
  }
  return 'Chứng thư của dấu thời gian mới nhất sắp hết hạn';
}
