import { type Certificate, displayName } from '../x509/certificate.ts';

export type MailSignatureReasonCode =
  | 'STRUCTURE'
  | 'CHANGED'
  | 'SIGNATURE'
  | 'WEAK'
  | 'ALGORITHM'
  | 'NO_CERTIFICATE'
  | 'SENDER'
  | 'NO_ADDRESS'
  | 'EXPIRED'
  | 'NOT_YET_VALID'
  | 'UNTRUSTED'
  | 'USAGE'
  | 'REVOKED'
  | 'REVOCATION_UNKNOWN'
  | 'SIGNING_TIME';

export interface MailSignatureReason {
  code: MailSignatureReasonCode;
  /** `invalid`: it does not count · `open`: it cannot be told. */
  against: 'invalid' | 'open';
  /** Vietnamese. */
  text: string;
}

export function invalid(code: MailSignatureReasonCode, text: string): MailSignatureReason {
  return { code, against: 'invalid', text };
}

export function open(code: MailSignatureReasonCode, text: string): MailSignatureReason {
  return { code, against: 'open', text };
}

/** Tax codes and identity numbers in a name are shown by their last digits only. */
export function masked(text: string): string {
  return text.replace(/\d{6,}(?=\d{3})/g, (digits) => '*'.repeat(digits.length));
}

export function nameOf(certificate: Certificate): string {
  return masked(displayName(certificate.subject));
}

export function vietnamDay(at: Date): string {
  const [year, month, day] = new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10).split('-');
  return `${day}/${month}/${year}`;
}

/** The verdict that follows from reasons: one that is against it for certain, or one that leaves it open. */
export function verdictOf(reasons: readonly MailSignatureReason[]): 'valid' | 'invalid' | 'open' {
  if (reasons.some(({ against }) => against === 'invalid')) {
    return 'invalid';
  }
  return reasons.length > 0 ? 'open' : 'valid';
}
