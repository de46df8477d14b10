/** `official`: chữ ký số chuyên dùng công vụ · `public`: licensed public authorities · `demo`: this installation's own. */
export type TrustProgramme = 'official' | 'public' | 'demo';

export type TrustUsage = 'signing' | 'timestamping';

/** One anchor of a trust list: configured by people, not found in any signature. */
export interface TrustAnchorEntry {
  /** DER. */
  certificate: Uint8Array;
  programme: TrustProgramme;
  /** What was proven to be signed inside the window stays good; null: no limit on that side. */
  trustedFrom: Date | null;
  trustedTo: Date | null;
  /** What paths to it may be used for. */
  usages: TrustUsage[];
  /** The only addresses that are asked about certificates below it. */
  crlUrls: string[];
  ocspUrls: string[];
  tsaUrls: string[];
}
