import type { DraftBlock, DraftContent } from '@congvu/contracts';
import type { Block, Letter, RichText } from '@congvu/nd30';
import { type Agency, getAgency, listUnits } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import type { DraftRow } from '../drafting.store.ts';
import { getDocumentType, symbolOf } from './document-types.ts';
import { findSigningAuthority } from './signing-block.ts';

/** What the tree says on the day of composing: head, symbol and signing block are computed, never typed. */
export interface LetterFacts {
  agency: Pick<Agency, 'name' | 'governing_name' | 'heading_name' | 'place' | 'symbol' | 'collective'>;
  unitSymbol: string;
  /** Undefined while no allowed signer is chosen. */
  signer: { lines: string[]; fullName: string } | undefined;
}

/** Stands where something is still missing in a preview; a letter with it never passes the format check. */
const TO_FILL = '…';
/** Last line of the recipients, ô 9b. */
export const FILING = /^-?\s*Lưu\s*:/iu;
const ARTICLE = /^Điều\s+(\d+[a-zđ]?)\s*[.:]?\s*/u;

export function plainBlock(block: DraftBlock): string {
  return block.runs.map((run) => run.text).join('');
}

function richText(block: DraftBlock): RichText {
  return block.runs
    .filter((run) => run.text !== '')
    .map(({ text, bold, italic }) => ({ text, ...(bold === true && { bold }), ...(italic === true && { italic }) }));
}

/** Runs without the first `length` characters. */
function withoutStart(block: DraftBlock, length: number): DraftBlock {
  let left = length;
  const runs = block.runs.map((run) => {
    const cut = Math.min(left, run.text.length);
    left -= cut;
    return { ...run, text: run.text.slice(cut) };
  });
  return { ...block, runs };
}

function composeArticle(block: DraftBlock, next: number): Block {
  const [label = '', number = String(next)] = ARTICLE.exec(plainBlock(block)) ?? [];
  return { kind: 'article', number, text: richText(withoutStart(block, label.length)) };
}

function composeBody(blocks: readonly DraftBlock[]): Block[] {
  let articles = 0;
  return blocks.map((block): Block => {
    switch (block.kind) {
      case 'article':
        articles += 1;
        return composeArticle(block, articles);
      case 'heading':
        return { kind: 'clause', title: plainBlock(block) };
      case 'clause':
        return { kind: 'clause', text: richText(block) };
      case 'point':
        return /^\s*[-–—]/u.test(plainBlock(block))
          ? { kind: 'bullet', text: richText(block) }
          : { kind: 'point', text: richText(block) };
      default:
        return { kind: 'paragraph', text: richText(block) };
    }
  });
}

/** Thẩm quyền ban hành: the body when it is a college, the title of its head otherwise (Annex III forms 1.1–1.3). */
function authorityOf(facts: LetterFacts): string[] {
  const name = facts.agency.heading_name.replace(/\s*\n\s*/gu, ' ');
  return facts.agency.collective ? [name] : [`Thủ trưởng ${facts.agency.name}`];
}

function signatoryOf(signer: LetterFacts['signer'], placeholders: boolean): Letter['signatory'] {
  if (signer !== undefined) {
    return { lines: signer.lines, name: signer.fullName };
  }
  return placeholders ? { lines: [TO_FILL], name: TO_FILL } : { lines: [], name: '' };
}

function labelsOf(content: DraftContent): { recipients: string[]; filingNote: string | undefined } {
  const labels = content.recipients.map((pick) => pick.label);
  const filing = labels.find((label) => FILING.test(label));
  return {
    recipients: labels.filter((label) => !FILING.test(label)),
    filingNote: filing?.replace(FILING, '').trim(),
  };
}

function optionalParts(content: DraftContent): Partial<Letter> {
  const { filingNote } = labelsOf(content);
  return {
    ...(content.addressees.length > 0 && { addressees: content.addressees.map((pick) => pick.label) }),
    ...(filingNote !== undefined && filingNote !== '' && { filingNote }),
    ...(content.typistMark !== '' && { typistMark: content.typistMark }),
    ...(content.urgency !== 'normal' && { urgency: content.urgency }),
  };
}

/** The letter, and entry by entry of `legalBases` and `body` the block of the draft it came from. */
export interface ComposedLetter {
  letter: Letter;
  basisIds: string[];
  bodyIds: string[];
}

/** A draft as a letter of Decree 30/2020 with number, day, month and year left blank. */
export function composeLetter(
  content: DraftContent,
  facts: LetterFacts,
  options: { placeholders?: boolean } = {},
): ComposedLetter {
  const placeholders = options.placeholders === true;
  const type = getDocumentType(content.documentType);
  const { agency } = facts;
  const written = content.blocks.filter((block) => plainBlock(block).trim() !== '');
  const bases = written.filter((block) => block.kind === 'basis');
  const body = written.filter((block) => block.kind !== 'basis');
  const abstract = content.abstract === '' && placeholders ? TO_FILL : content.abstract;
  const needsAuthority = type.form === 'decision' || type.form === 'resolution';
  const composed = composeBody(body);
  const letter: Letter = {
    type: type.code,
    ...(agency.governing_name !== '' && { governingBody: agency.governing_name.split('\n') }),
    issuingAgency: agency.heading_name.split('\n'),
    symbol: symbolOf(content.documentType, agency.symbol, facts.unitSymbol),
    placeOfIssue: agency.place,
    ...(abstract !== '' && { abstract }),
    ...(needsAuthority && { authority: authorityOf(facts) }),
    ...(bases.length > 0 && { legalBases: bases.map(richText) }),
    body: composed.length === 0 && placeholders ? [{ kind: 'paragraph', text: TO_FILL }] : composed,
    recipients: labelsOf(content).recipients,
    signatory: signatoryOf(facts.signer, placeholders),
    ...optionalParts(content),
  };
  return { letter, basisIds: bases.map((block) => block.id), bodyIds: body.map((block) => block.id) };
}

type Composable = Pick<DraftRow, 'agency_id' | 'unit_id' | 'content'>;

export async function letterFacts(db: Db | Tx, context: Context, draft: Composable): Promise<LetterFacts> {
  const today = vietnamDate(context.clock.now());
  const [agency, units, authority] = await Promise.all([
    getAgency(db, draft.agency_id),
    listUnits(db, draft.agency_id, today),
    findSigningAuthority(db, context, draft),
  ]);
  return {
    agency,
    unitSymbol: units.find((unit) => unit.id === draft.unit_id)?.symbol ?? '',
    signer: authority === undefined ? undefined : { lines: authority.lines, fullName: authority.fullName },
  };
}
