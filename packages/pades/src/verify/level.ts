import type { CertificatePath } from '@congvu/pki';
import { isCovered } from './judge-revocation.ts';
import type { ReportedLevel } from './report.ts';
import type { RevocationDesk } from './revocation-desk.ts';
import type { Assessed, TimeProof } from './timeline.ts';

/** Whether the file itself carries what proves the signer and whoever proved its time. */
function isSelfContained(path: CertificatePath, proof: TimeProof, desk: RevocationDesk): boolean {
  return isCovered(path, proof.at, desk) && isCovered(proof.path, proof.at, desk);
}

/**
 * The level a signature really has (EN 319 142-1 §6): a time that is proven, evidence that is in the file for every certificate
 * below the anchors, a later document timestamp that stands over all that. `deskAt` answers from what the file carried when
 * that timestamp was made.
 */
export function levelOf(
  assessed: Assessed,
  all: readonly Assessed[],
  inFile: RevocationDesk,
  deskAt: (timestamp: Assessed) => RevocationDesk,
): ReportedLevel {
  const { examined, path, proof } = assessed;
  if (examined.field.isTimestamp) {
    return 'timestamp';
  }
  if (examined.field.subFilter !== 'ETSI.CAdES.detached') {
    return 'CMS';
  }
  if (proof === undefined) {
    return 'B';
  }
  if (path === undefined || !isSelfContained(path, proof, inFile)) {
    return 'T';
  }
  const end = examined.field.signed?.end ?? Number.MAX_SAFE_INTEGER;
  const isArchived = all.some(
    (other) =>
      other.proof?.from === other.examined &&
      other.examined !== proof.from &&
      (other.examined.field.signed?.end ?? 0) > end &&
      isSelfContained(path, proof, deskAt(other)),
  );
  return isArchived ? 'LTA' : 'LT';
}
