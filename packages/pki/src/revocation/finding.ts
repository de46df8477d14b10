import type { AlgorithmIdentifier } from '../algorithms.ts';
import { readScheme, weaknessOf } from '../algorithms.ts';
import { type Certificate, publicKeyOf } from '../x509/certificate.ts';
import type { CrlReason, RevocationProblem } from './revocation.ts';

/** What one sound piece of evidence says. `released`: a hold was lifted. */
export interface RevocationFinding {
  state: 'good' | 'revoked' | 'released';
  since?: Date;
  reason?: CrlReason;
  invalidSince?: Date | undefined;
  thisUpdate: Date;
  nextUpdate: Date | undefined;
  producedAt?: Date;
}

/** What one piece of evidence comes to: a finding, or why it does not count. */
export type Judged = { finding: RevocationFinding } | { problem: RevocationProblem };

export interface RevocationQuestion {
  certificate: Certificate;
  issuer: Certificate;
  at: Date;
  /** How old evidence may be at that time; as long as it says itself unless told. */
  maxAgeMs?: number | undefined;
}

const SKEW_MS = 5 * 60_000;
/** For evidence that does not say when the next one comes (RFC 6960 §4.2.2.1: newer is always available). */
const DEFAULT_AGE_MS = 24 * 3_600_000;

export function problem(code: string, text: string): { problem: RevocationProblem } {
  return { problem: { code, text } };
}

interface Window {
  thisUpdate: Date;
  nextUpdate: Date | undefined;
  keepsExpiredSince: Date | undefined;
}

/**
 * Why silence ("not revoked") in evidence of this window proves nothing about that time, or undefined. Evidence from after the
 * time proves it too, as long as the certificate had not expired and dropped off by then.
 */
export function windowFault(window: Window, question: RevocationQuestion): 'stale' | 'expired' | undefined {
  const { thisUpdate, nextUpdate, keepsExpiredSince } = window;
  const { certificate, at, maxAgeMs } = question;
  if (
    thisUpdate > certificate.notAfter &&
    (keepsExpiredSince === undefined || keepsExpiredSince > certificate.notAfter)
  ) {
    return 'expired';
  }
  const age = at.getTime() - thisUpdate.getTime();
  if (age <= 0) {
    return undefined;
  }
  const own = (nextUpdate?.getTime() ?? thisUpdate.getTime() + DEFAULT_AGE_MS) - thisUpdate.getTime();
  return age > own + SKEW_MS || (maxAgeMs !== undefined && age > maxAgeMs) ? 'stale' : undefined;
}

/** Why a signature on evidence proves too little, or undefined. @throws PkiError `pki.algorithm` */
export function weaknessOfSigner(algorithm: AlgorithmIdentifier, signer: Certificate): string | undefined {
  return weaknessOf(readScheme(algorithm), publicKeyOf(signer));
}
