/** What others say of mail that bears our name; the same shape whichever thread read it. */
export interface DmarcSource {
  sourceIp: string;
  headerFrom: string;
  count: number;
  disposition: 'none' | 'quarantine' | 'reject';
  /** Aligned, as the reporter judged it (RFC 7489 §7.2). */
  dkim: boolean;
  spf: boolean;
}

export interface TlsResult {
  policyDomain: string;
  policyType: string;
  succeeded: number;
  failed: number;
  /** `certificate-expired`, `starttls-not-supported` … with how often (RFC 8460 §4.3). */
  failures: { type: string; count: number }[];
}

interface ReportHead {
  reporter: string;
  reportId: string;
  begins: Date;
  ends: Date;
}

export type MailReport =
  | (ReportHead & { kind: 'dmarc'; domain: string; sources: DmarcSource[] })
  | (ReportHead & { kind: 'tls'; results: TlsResult[] });

/** Everything that is in a report is somebody else's text. */
export function plainText(text: string | undefined, longest: number): string {
  return (text ?? '')
    .replaceAll(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, longest);
}

const MOST_COUNTED = 1_000_000_000;

/** A whole number of letters or sessions; undefined for anything else. */
export function countOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,10}$/.test(value.trim()) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 && count <= MOST_COUNTED
    ? count
    : undefined;
}
