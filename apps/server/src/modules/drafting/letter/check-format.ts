import type { FormatFinding, FormatReport } from '@congvu/contracts';
import { assertLetter, checkLetter, LETTER_RULES, type LetterFinding } from '@congvu/nd30';
import type { Context } from '../../../platform/context.ts';
import type { DraftRow } from '../drafting.store.ts';
import { type ComposedLetter, composeLetter, letterFacts } from './compose-letter.ts';
import { refuseLetter } from './refuse-letter.ts';

type Checkable = Pick<DraftRow, 'agency_id' | 'unit_id' | 'content' | 'version'>;

/** What the drafter types; head, symbol and signing block come from the tree and are put right there. */
const TYPED = /^(?:abstract|body\[|legalBases\[|addressees|recipients|filingNote|typistMark)/u;
const PLACES: [RegExp, string][] = [
  [/^addressees/u, 'addressees'],
  [/^(?:recipients|filingNote)/u, 'recipients'],
  [/^signatory/u, 'signerPositionId'],
  [/^symbol/u, 'documentType'],
];

export interface FormatCheck {
  composed: ComposedLetter;
  findings: LetterFinding[];
  unitSymbol: string;
}

/** The rules of Decree 30/2020 over the draft as it would be signed. */
export async function checkDraft(context: Context, draft: Checkable): Promise<FormatCheck> {
  const facts = await letterFacts(context.db, context, draft);
  const composed = composeLetter(draft.content, facts);
  try {
    assertLetter(composed.letter);
  } catch (error) {
    throw refuseLetter(error);
  }
  const findings = checkLetter(composed.letter, { draftingUnit: facts.unitSymbol });
  return { composed, findings, unitSymbol: facts.unitSymbol };
}

export function canFix(finding: LetterFinding): boolean {
  return finding.fix !== undefined && TYPED.test(finding.place);
}

function blockOf(place: string, composed: ComposedLetter): string | undefined {
  const [, list, index] = /^(body|legalBases)\[(\d+)\]/u.exec(place) ?? [];
  const ids = list === 'body' ? composed.bodyIds : composed.basisIds;
  return list === undefined ? undefined : ids[Number(index)];
}

function presentFinding(finding: LetterFinding, index: number, check: FormatCheck, draft: Checkable): FormatFinding {
  const blockId = blockOf(finding.place, check.composed);
  const at = draft.content.blocks.findIndex((block) => block.id === blockId);
  const place = PLACES.find(([pattern]) => pattern.test(finding.place))?.[1];
  return {
    no: index + 1,
    code: finding.code,
    severity: finding.severity,
    title: finding.title,
    found: finding.found,
    expected: finding.expected,
    clause: finding.clause,
    blockId: blockId ?? null,
    place: at >= 0 ? `blocks.${at}` : (place ?? finding.place),
    canFix: canFix(finding),
  };
}

export async function checkDraftFormat(context: Context, draft: Checkable): Promise<FormatReport> {
  const check = await checkDraft(context, draft);
  const broken = new Set(check.findings.map((finding) => finding.code));
  const errors = check.findings.filter((finding) => finding.severity === 'error').length;
  return {
    version: draft.version,
    passed: LETTER_RULES.length - broken.size,
    errors,
    warnings: check.findings.length - errors,
    findings: check.findings.map((finding, index) => presentFinding(finding, index, check, draft)),
  };
}
