import type { CheckedChange, CheckedSignature, PageMark, SignatureCheck } from '@congvu/contracts';
import type { Change, Place, SignatureReport } from '@congvu/pades';
import type { Judgement } from '../judge/judge-pdf.ts';
import { type DemoAnchors, reasonsOf, signerOf, summariseAnswer } from '../judge/verdict.ts';
import {
  adviseOn,
  CHANGE_LABELS,
  INTEGRITY_LABELS,
  LEVEL_LABELS,
  VERDICT_LABELS,
  withFieldWords,
} from './check-words.ts';

/** Far more than any document has; what comes behind says nothing new to a person and would not fit on a page. */
const MAX_CHANGES = 200;

function markOf(place: Place | null): PageMark | null {
  if (place === null) {
    return null;
  }
  const { x, y, width, height } = place.shown;
  return [x, y, width, height].every(Number.isFinite) ? { page: place.page, x, y, width, height } : null;
}

/** Control and direction characters of strangers' names: they would turn the line they stand in, or be refused by the database. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

function plain<T>(value: T): T {
  const walk = (item: unknown): unknown => {
    if (typeof item === 'string') {
      return item.replace(INVISIBLE, '').normalize('NFC');
    }
    if (Array.isArray(item)) {
      return item.map(walk);
    }
    return typeof item === 'object' && item !== null
      ? Object.fromEntries(Object.entries(item).map(([key, entry]) => [key, walk(entry)]))
      : item;
  };
  return walk(value) as T; // texts became texts, nothing else changed
}

function presentChange(change: Change): CheckedChange {
  return {
    kind: change.kind,
    kindLabel: CHANGE_LABELS[change.kind],
    permitted: change.permitted,
    object: change.object,
    page: change.place?.page ?? change.page,
    mark: markOf(change.place),
    text: withFieldWords(change.text),
  };
}

/** What is not permitted first, so that nothing hides behind many harmless additions. */
function presentChanges(changes: readonly Change[]): CheckedChange[] {
  return [...changes.filter(({ permitted }) => !permitted), ...changes.filter(({ permitted }) => permitted)]
    .slice(0, MAX_CHANGES)
    .map(presentChange);
}

function presentSignature(
  report: SignatureReport,
  demoAnchors: DemoAnchors,
  revisionUrl: RevisionUrl,
): CheckedSignature {
  return {
    field: report.field,
    revision: report.revision,
    kind: report.kind,
    verdict: report.verdict,
    verdictLabel: VERDICT_LABELS[report.verdict],
    integrity: report.integrity,
    integrityLabel: INTEGRITY_LABELS[report.integrity],
    signer: signerOf(report),
    organisation: report.organisation ?? '',
    issuer: report.issuer ?? '',
    serial: report.serial ?? '',
    claimedAt: report.claimedAt,
    provenAt: report.provenAt,
    level: report.level,
    levelLabel: LEVEL_LABELS[report.level],
    path: report.path,
    revocation: report.revocationText,
    algorithm: report.algorithm,
    mark: markOf(report.place),
    reasons: reasonsOf(report, demoAnchors),
    changes: presentChanges(report.changes),
    revisionUrl: report.revision === null || report.revisionEnd === null ? null : revisionUrl(report.revision),
  };
}

type RevisionUrl = (revision: number) => string;

export interface CheckedFile {
  id: string;
  fileName: string;
  size: number;
  sha256: string;
  checkedAt: Date;
}

/** Everything the file says about its signatures, in the words of the glossary. */
export function presentCheck(file: CheckedFile, { answer, demoAnchors }: Judgement): SignatureCheck {
  const url = `/api/signing/checks/${file.id}`;
  const report = answer.kind === 'report' ? answer.report : { signatures: [], intact: false };
  const signatures = report.signatures.map((signature) =>
    presentSignature(signature, demoAnchors, (revision) => `${url}/revisions/${revision}.pdf`),
  );
  const { verdict, sentence } = summariseAnswer(answer, demoAnchors);
  return plain({
    id: file.id,
    fileName: file.fileName,
    size: file.size,
    sha256: file.sha256,
    checkedAt: file.checkedAt.toISOString(),
    verdict,
    sentence,
    advice: adviseOn(verdict, signatures),
    intact: report.intact,
    signatures,
    reportUrl: `${url}/report.pdf`,
  });
}

/** Length of the file as each signature closed it, by the number of the save. */
export function revisionEnds({ answer }: Pick<Judgement, 'answer'>): Record<string, number> {
  const signatures = answer.kind === 'report' ? answer.report.signatures : [];
  return Object.fromEntries(
    signatures.flatMap(({ revision, revisionEnd }) =>
      revision === null || revisionEnd === null ? [] : [[String(revision), revisionEnd]],
    ),
  );
}
