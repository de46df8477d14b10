import {
  type Certificate,
  PkiError,
  parseCertificate,
  type RevocationEvidence,
  type TrustAnchorEntry,
} from '@congvu/pki';
import { PadesError } from '../errors.ts';

export type RevocationState = 'good' | 'revoked' | 'unknown';

/** What is known about a certificate at a time by other means, such as an office's own register. `since` only when revoked. */
export interface RevocationAnswer {
  state: RevocationState;
  since?: Date;
  /** Vietnamese. */
  reason?: string;
}

export interface VerifyOptions {
  /** Certificates trusted because they are configured, DER; for every purpose and without a window. */
  trustAnchors?: readonly Uint8Array[];
  /** The same with windows and usages. */
  trust?: readonly TrustAnchorEntry[];
  /** Time of the check; the package has no clock. */
  at: Date;
  /**
   * Unless told `required`: without knowledge about revocation the verdict stays open. `optional` is for files that bring no
   * evidence at all; evidence that a file brings has to hold.
   */
  revocation?: 'required' | 'optional';
  /** Lists and answers at hand, beside those in the file. */
  evidence?: readonly RevocationEvidence[];
  /** What is known about revocation at a time; called for every certificate below the anchor. */
  revocationOf?: (certificate: Certificate, issuer: Certificate, at: Date) => RevocationAnswer;
}

/** The options, read and checked. */
export interface TrustPolicy {
  anchors: readonly Certificate[];
  trust: readonly TrustAnchorEntry[];
  /** Time of the check. */
  at: Date;
  /** `required`: a certificate whose revocation can be asked for must be known to be good. `optional`: unknown is a note where the file brings no evidence. */
  revocation: 'required' | 'optional';
  evidence: readonly RevocationEvidence[];
  revocationOf: VerifyOptions['revocationOf'];
}

const parsed = new WeakMap<Uint8Array, Certificate>();

/** Offices verify thousands of files with the same few anchors. */
function readAnchor(der: Uint8Array): Certificate {
  const known = parsed.get(der);
  if (known !== undefined && Buffer.compare(known.raw, der) === 0) {
    return known;
  }
  const certificate = parseCertificate(Uint8Array.from(der));
  parsed.set(der, certificate);
  return certificate;
}

/** @throws PadesError `pades.trust` */
export function readPolicy(options: VerifyOptions): TrustPolicy {
  try {
    for (const { certificate } of options.trust ?? []) {
      readAnchor(certificate);
    }
    return {
      anchors: (options.trustAnchors ?? []).map(readAnchor),
      trust: options.trust ?? [],
      at: options.at,
      revocation: options.revocation ?? 'required',
      evidence: options.evidence ?? [],
      revocationOf: options.revocationOf,
    };
  } catch (error) {
    if (error instanceof PkiError) {
      throw new PadesError('pades.trust', `Chứng thư tin cậy không đọc được. ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** Everything that is trusted, as certificates. */
export function anchorsOf(policy: TrustPolicy): Certificate[] {
  return [...policy.anchors, ...policy.trust.map(({ certificate }) => readAnchor(certificate))];
}
