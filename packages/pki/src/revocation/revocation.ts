import type { Certificate } from '../x509/certificate.ts';

/** CRLReason of RFC 5280 §5.3.1. */
export const CRL_REASONS = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'unused',
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

export type CrlReason = Exclude<(typeof CRL_REASONS)[number], 'unused'>;

/** A CRL (RFC 5280 §5) or an OCSPResponse (RFC 6960 §4.2.1) as it came, DER: what is stored with a document. */
export interface RevocationEvidence {
  kind: 'crl' | 'ocsp';
  der: Uint8Array;
}

export interface RevocationProblem {
  /** `crl_…` or `ocsp_…`: why a piece of evidence does not count; `issuer`: asked about the wrong authority. */
  code: string;
  /** Vietnamese. */
  text: string;
}

/** What the evidence proves about one certificate at one time. */
export interface RevocationStatus {
  state: 'good' | 'revoked' | 'unknown';
  /** When it was revoked; also given with `good` when that was later than the time asked about. */
  since?: Date;
  reason?: CrlReason;
  /** Vietnamese. */
  reasonText?: string;
  /** When the key is said to have become unsafe, if before `since` (RFC 5280 §5.3.2). */
  invalidSince?: Date;
  /** What proves it. */
  evidence?: RevocationEvidence;
  thisUpdate?: Date;
  nextUpdate?: Date;
  /** OCSP only. */
  producedAt?: Date;
  /** Evidence that was looked at and does not count. */
  problems: RevocationProblem[];
}

const REASON_TEXTS: Record<CrlReason, string> = {
  unspecified: 'không nêu lý do',
  keyCompromise: 'khóa bí mật bị lộ hoặc nghi bị lộ',
  cACompromise: 'khóa của nơi cấp chứng thư bị lộ',
  affiliationChanged: 'thay đổi thông tin cơ quan, chức vụ',
  superseded: 'đã được thay bằng chứng thư khác',
  cessationOfOperation: 'không còn sử dụng',
  certificateHold: 'đang bị tạm dừng',
  removeFromCRL: 'đã được phục hồi sau khi tạm dừng',
  privilegeWithdrawn: 'bị thu hồi quyền',
  aACompromise: 'khóa của nơi cấp thuộc tính bị lộ',
};

/** A reason in Vietnamese, to stand after "đã bị thu hồi: ". */
export function crlReasonText(reason: CrlReason): string {
  return REASON_TEXTS[reason];
}

export function crlReasonOf(code: number): CrlReason {
  const reason = CRL_REASONS[code];
  return reason === undefined || reason === 'unused' ? 'unspecified' : reason;
}

/** Where proof about a certificate comes from. */
export interface RevocationSource {
  /** @throws PkiError `pki.revocation_*` */
  find(certificate: Certificate, issuer: Certificate): Promise<RevocationEvidence>;
}
