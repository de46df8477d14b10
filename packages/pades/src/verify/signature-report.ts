import { type Certificate, displayName } from '@congvu/pki';
import type { History } from './changes/history.ts';
import type { Examined } from './examine.ts';
import { nameForDisplay, shownName } from './judge-path.ts';
import { emptyJudgement, type Judgement } from './judgement.ts';
import type { Place, Reason, ReportedLevel, SignatureReport, Verdict } from './report.ts';
import { revocationSentence } from './revocation-text.ts';
import type { SignedField } from './signed-field.ts';
import type { Assessed } from './timeline.ts';

/** Which save of the file it closes. A linearised first save has two sections. */
function revisionOf({ signed }: SignedField): number | null {
  if (signed === undefined) {
    return null;
  }
  const { xref, bytes } = signed.revision;
  const isLinearised = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).includes(
    '/Linearized',
  );
  return Math.max(1, xref.sections - (isLinearised ? 1 : 0));
}

function placeOf(history: History, { field }: SignedField): Place | null {
  for (const number of field.widgets) {
    const place = history.annotationPlace(history.newest, number);
    if (place !== undefined) {
      return place;
    }
  }
  return null;
}

/** Bytes first, then what the signature itself lacks, then trust and time. */
function gather({ examined, judgement: trust }: Assessed): Judgement {
  const { check, integrity, reasons } = examined;
  const judgement = emptyJudgement();
  judgement.invalid.push(...reasons, ...(check?.refused ?? []));
  judgement.doubts.push(...(check?.doubts ?? []));
  if (integrity === 'changed_after_signing') {
    judgement.invalid.push({ code: 'CHANGED_AFTER_SIGNING', text: 'Văn bản đã bị thay đổi sau khi ký.' });
  }
  judgement.invalid.push(...trust.invalid);
  judgement.doubts.push(...trust.doubts);
  judgement.notes.push(...(check?.notes ?? []), ...trust.notes);
  return judgement;
}

function verdictOf({ integrity, check }: Examined, { invalid, doubts }: Judgement): Verdict {
  if (invalid.length > 0) {
    return 'invalid';
  }
  const isOpen = doubts.length > 0 || integrity === 'broken' || check?.signer === undefined;
  return isOpen ? 'indeterminate' : 'valid';
}

function describeSigner(
  signer: Certificate | undefined,
): Pick<SignatureReport, 'signer' | 'organisation' | 'issuer' | 'serial'> {
  return signer === undefined
    ? { signer: null, organisation: null, issuer: null, serial: null }
    : { ...nameForDisplay(signer), serial: signer.serial };
}

function namesOf(path: Assessed['path']): string[] {
  return (path?.chain ?? []).map((certificate, index) =>
    index === 0 ? shownName(certificate) : displayName(certificate.subject),
  );
}

function withoutRepeats(reasons: readonly Reason[]): Reason[] {
  return reasons.filter(
    ({ code, text }, index) => reasons.findIndex((other) => other.code === code && other.text === text) === index,
  );
}

/** What a clerk, a screen or another program gets to know of one signature. */
export function reportOn(history: History, assessed: Assessed, level: ReportedLevel): SignatureReport {
  const { examined, path, proof, revocation } = assessed;
  const { field, check, integrity, changes, claimedAt } = examined;
  const judgement = gather(assessed);
  return {
    field: field.field.name,
    kind: field.isTimestamp ? 'timestamp' : 'signature',
    revision: revisionOf(field),
    revisionEnd: field.signed?.end ?? null,
    place: placeOf(history, field),
    verdict: verdictOf(examined, judgement),
    integrity,
    ...describeSigner(check?.signer),
    claimedAt: claimedAt?.toISOString() ?? null,
    provenAt: proof?.at.toISOString() ?? null,
    level,
    path: namesOf(path),
    revocation,
    revocationText: revocationSentence(revocation, proof?.at),
    algorithm: check?.algorithm ?? '',
    weak: judgement.doubts.some(({ code }) => code === 'CRYPTO_CONSTRAINTS_FAILURE'),
    reasons: withoutRepeats([...judgement.invalid, ...judgement.doubts, ...judgement.notes]),
    changes,
  };
}
