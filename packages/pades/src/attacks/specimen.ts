import { PadesError } from '../errors.ts';
import type { VerifyOptions } from '../verify/policy.ts';
import type { Integrity, PdfReport, Verdict } from '../verify/report.ts';
import { verifyPdf } from '../verify/verify-pdf.ts';

/** How the signature of a PDF is got around. */
export const ATTACK_FAMILIES = [
  'usf',
  'isa',
  'swa',
  'shadow_hide',
  'shadow_replace',
  'shadow_hide_and_replace',
  'annotation',
  'sneaky_signature',
  'form',
  'document',
  'cms',
  'pki',
  'parser',
  'bytes',
] as const;
export type AttackFamily = (typeof ATTACK_FAMILIES)[number];

export const GENUINE_FAMILIES = ['levels', 'stacked', 'office', 'permitted', 'other_writer', 'time', 'given'] as const;
export type GenuineFamily = (typeof GENUINE_FAMILIES)[number];

/** What is said of a whole file: the worst of its signatures. `unreadable`: it was refused as a file. */
export interface Judgement {
  verdict: Verdict;
  integrity: Integrity | 'unreadable';
  intact: boolean;
}

/** Any of these is right; `intact` alone has one answer. */
export interface Expected {
  verdict: Verdict[];
  integrity: Judgement['integrity'][];
  intact: boolean;
}

interface Described {
  /** Unique in its kind; a file name without ending. */
  name: string;
  variant: string;
  /** Vietnamese: what was changed, or what the file is. */
  text: string;
  pdf: Uint8Array;
  expected: Expected;
}

export type Specimen = Described &
  ({ kind: 'attack'; family: AttackFamily } | { kind: 'genuine'; family: GenuineFamily });

const INTEGRITIES = ['unreadable', 'broken', 'changed_after_signing', 'extended_as_permitted', 'whole'] as const;
const VERDICTS = ['invalid', 'indeterminate', 'valid'] as const;

/** The worst of all signatures; a file without any is not valid. */
export function judgementOf({ signatures, intact }: PdfReport): Judgement {
  if (signatures.length === 0) {
    return { verdict: 'invalid', integrity: 'unreadable', intact: false };
  }
  return {
    verdict: VERDICTS.find((wanted) => signatures.some(({ verdict }) => verdict === wanted)) ?? 'invalid',
    integrity: INTEGRITIES.find((wanted) => signatures.some(({ integrity }) => integrity === wanted)) ?? 'unreadable',
    intact,
  };
}

/** Verifies a file and sums up; a refused file is a judgement too. */
export function judgeFile(pdf: Uint8Array, options: VerifyOptions): Judgement {
  try {
    return judgementOf(verifyPdf(pdf, options));
  } catch (error) {
    if (error instanceof PadesError && error.code !== 'pades.trust') {
      return { verdict: 'invalid', integrity: 'unreadable', intact: false };
    }
    throw error;
  }
}

export function meets({ verdict, integrity, intact }: Judgement, expected: Expected): boolean {
  return expected.verdict.includes(verdict) && expected.integrity.includes(integrity) && expected.intact === intact;
}

/** Bytes, or what came after them, are not what was signed. */
export const CHANGED: Expected = {
  verdict: ['invalid', 'indeterminate'],
  integrity: ['unreadable', 'broken', 'changed_after_signing'],
  intact: false,
};

export const GENUINE: Expected = { verdict: ['valid'], integrity: ['whole', 'extended_as_permitted'], intact: true };
