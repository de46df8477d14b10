import type {
  ContentReasonCode,
  EvidenceFinding,
  EvidenceNoteCode,
  EvidenceReasonCode,
  EvidenceVerdict,
  IntegrityReasonCode,
  OpenReasonCode,
} from './report.ts';

type Weight = 'integrity' | 'content' | 'open';

const WEIGHTS: Record<IntegrityReasonCode, 'integrity'> &
  Record<ContentReasonCode, 'content'> &
  Record<OpenReasonCode, 'open'> = {
  'evidence.not_an_archive': 'integrity',
  'evidence.structure_changed': 'integrity',
  'evidence.truncated': 'integrity',
  'evidence.appended': 'integrity',
  'evidence.too_large': 'integrity',
  'evidence.manifest_unreadable': 'integrity',
  'evidence.version_unsupported': 'integrity',
  'evidence.seal_unreadable': 'integrity',
  'evidence.seal_broken': 'integrity',
  'evidence.timestamp_changed': 'integrity',
  'evidence.member_changed': 'integrity',
  'evidence.seal_other_key': 'content',
  'evidence.timestamp_broken': 'content',
  'evidence.message_unreadable': 'content',
  'evidence.letter_differs': 'content',
  'evidence.document_differs': 'content',
  'evidence.status_differs': 'content',
  'evidence.status_foreign': 'content',
  'evidence.history_inconsistent': 'content',
  'evidence.signature_missing': 'content',
  'evidence.signature_changed': 'content',
  'evidence.signature_invalid': 'content',
  'evidence.verdict_contradicted': 'content',
  'evidence.checkpoint_unreadable': 'content',
  'evidence.checkpoint_unsigned': 'content',
  'evidence.checkpoint_other_key': 'content',
  'evidence.leaf_differs': 'content',
  'evidence.leaf_foreign': 'content',
  'evidence.proof_wrong': 'content',
  'evidence.timestamp_unproven': 'open',
  'evidence.signature_unproven': 'open',
  'evidence.too_many_files': 'open',
};

/** A hostile archive must not fill memory with findings. */
const MAX_FINDINGS = 200;

/** What the steps of the check have found so far. */
export interface Findings {
  reasons: EvidenceFinding[];
  notes: EvidenceFinding<EvidenceNoteCode>[];
  fail(code: EvidenceReasonCode, text: string, place?: string): void;
  note(code: EvidenceNoteCode, text: string, place?: string): void;
  verdict(): EvidenceVerdict;
  isIntact(): boolean;
}

export function createFindings(): Findings {
  const reasons: EvidenceFinding[] = [];
  const notes: EvidenceFinding<EvidenceNoteCode>[] = [];
  const weights = new Set<Weight>();
  return {
    reasons,
    notes,
    fail(code, text, place = '') {
      weights.add(WEIGHTS[code]);
      if (reasons.length < MAX_FINDINGS) {
        reasons.push({ code, text, place });
      }
    },
    note(code, text, place = '') {
      if (notes.length < MAX_FINDINGS) {
        notes.push({ code, text, place });
      }
    },
    verdict: () =>
      weights.has('integrity') || weights.has('content') ? 'invalid' : weights.has('open') ? 'indeterminate' : 'valid',
    isIntact: () => !weights.has('integrity'),
  };
}
