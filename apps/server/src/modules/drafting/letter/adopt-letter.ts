import type { DraftBlock, DraftContent, DraftRun, RecipientPick } from '@congvu/contracts';
import type { Block, Letter, RichText } from '@congvu/nd30';
import type { ComposedLetter } from './compose-letter.ts';
import { FILING } from './compose-letter.ts';

function toRuns(text: RichText): DraftRun[] {
  return typeof text === 'string' ? [{ text }] : text;
}

function runsOf(block: Block): DraftRun[] | undefined {
  switch (block.kind) {
    case 'article':
      return [{ text: `Điều ${block.number}. ` }, ...toRuns(block.text ?? '')];
    case 'clause':
      return block.title === undefined ? toRuns(block.text ?? '') : [{ text: block.title }];
    case 'paragraph':
    case 'point':
    case 'bullet':
      return toRuns(block.text);
    default:
      return undefined;
  }
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** New runs by block id, only for what the fix has changed: blocks left alone keep their runs to the letter. */
function changedBlocks(composed: ComposedLetter, fixed: Letter): Map<string, DraftRun[]> {
  const changed = new Map<string, DraftRun[]>();
  const { letter, bodyIds, basisIds } = composed;
  for (const [index, id] of bodyIds.entries()) {
    const after = fixed.body[index];
    const runs = after === undefined || same(after, letter.body[index]) ? undefined : runsOf(after);
    if (runs !== undefined) {
      changed.set(id, runs);
    }
  }
  for (const [index, id] of basisIds.entries()) {
    const after = fixed.legalBases?.[index];
    if (after !== undefined && !same(after, letter.legalBases?.[index])) {
      changed.set(id, toRuns(after));
    }
  }
  return changed;
}

/** Lines as fixed; a line that was picked from the tree stays picked, a new one is plain text. */
function adoptLines(
  picks: readonly RecipientPick[],
  before: readonly string[],
  after: readonly string[],
): RecipientPick[] {
  if (same(before, after)) {
    return [...picks];
  }
  const isAligned = before.length === after.length;
  return after.map((label, index): RecipientPick => {
    const pick = isAligned ? picks[index] : picks.find((candidate) => candidate.label === label);
    return pick === undefined ? { kind: 'line', label } : { ...pick, label };
  });
}

function adoptRecipients(content: DraftContent, before: Letter, after: Letter): RecipientPick[] {
  const named = content.recipients.filter((pick) => !FILING.test(pick.label));
  const filed = content.recipients.filter((pick) => FILING.test(pick.label));
  const lines = adoptLines(named, before.recipients ?? [], after.recipients ?? []);
  if (after.filingNote === undefined || after.filingNote === before.filingNote) {
    return [...lines, ...filed];
  }
  return [...lines, { kind: 'line', label: `Lưu: ${after.filingNote}` }];
}

/** The draft with what a fixed letter has changed; everything else of the draft stays. */
export function adoptLetter(content: DraftContent, composed: ComposedLetter, fixed: Letter): DraftContent {
  const before = composed.letter;
  const changed = changedBlocks(composed, fixed);
  return {
    ...content,
    abstract: fixed.abstract ?? content.abstract,
    typistMark: fixed.typistMark ?? content.typistMark,
    addressees: adoptLines(content.addressees, before.addressees ?? [], fixed.addressees ?? []),
    recipients: adoptRecipients(content, before, fixed),
    blocks: content.blocks.map((block): DraftBlock => ({ ...block, runs: changed.get(block.id) ?? block.runs })),
  };
}
