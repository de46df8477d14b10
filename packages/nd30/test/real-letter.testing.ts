import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Block, Letter } from '../src/index.ts';

/** Text of the letter the product's story follows: beside the repository, never in it. */
const FILE = fileURLToPath(new URL('../../../../shared/letter/letter.txt', import.meta.url));

/** Joins the lines of the page into paragraphs: a new one begins with a mark, or with a capital behind a closed sentence. */
function joinLines(lines: string[]): string[] {
  const paragraphs: string[] = [];
  for (const line of lines) {
    const last = paragraphs.at(-1);
    const isTitle = last !== undefined && /^\d\. [^.]{3,60}$/u.test(last);
    const begins =
      /^(?:\d\. |[-*(] ?(?=\p{Lu}))/u.test(line) || (/[.;:)]$/u.test(last ?? '.') && /^\p{Lu}/u.test(line));
    if (last === undefined || begins || isTitle) {
      paragraphs.push(line);
    } else {
      paragraphs[paragraphs.length - 1] = /\p{Lu}-$/u.test(last) ? last + line : `${last} ${line}`;
    }
  }
  return paragraphs;
}

function toBlock(text: string): Block {
  const [, number, title] = /^(\d)\. ([^.]{3,60})$/u.exec(text) ?? [];
  if (number !== undefined && title !== undefined) {
    return { kind: 'clause', number: Number(number), title };
  }
  const clause = /^(\d)\. (.*)$/u.exec(text);
  if (clause !== null) {
    return { kind: 'clause', number: Number(clause[1]), text: clause[2] ?? '' };
  }
  return text.startsWith('- ')
    ? { kind: 'bullet', text: text.slice(2) }
    : { kind: text.startsWith('(') ? 'note' : 'paragraph', text };
}

/** The letter as data, or undefined where the text does not lie beside the repository. */
export function readRealLetter(): Letter | undefined {
  if (!existsSync(FILE)) {
    return undefined;
  }
  const lines = readFileSync(FILE, 'utf8')
    .normalize('NFC')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^\d{1,2}$/.test(line));
  const at = (start: string): number => lines.findIndex((line) => line.startsWith(start));
  const between = (from: string, to: string): string[] => lines.slice(at(from) + 1, at(to));
  const running = joinLines(lines.slice(at('Căn cứ'), at('Nơi nhận')));
  const bases = running.filter((text) => text.startsWith('Căn cứ'));
  return {
    type: 'official_letter',
    issuingAgency: ['Ủy ban nhân dân', 'huyện Tam Đường'],
    symbol: /\/(\S+)/.exec(lines[at('Số:')] ?? '')?.[1] ?? '',
    placeOfIssue: 'Tam Đường',
    issuedOn: '2021-03',
    abstract: joinLines(lines.slice(at('V/v'), at('Tam Đường'))).join(' '),
    addressees: between('Kính gửi', 'Căn cứ'),
    legalBases: bases,
    body: running.slice(bases.length).map(toBlock),
    recipients: between('Nơi nhận', '- Lưu'),
    filingNote: (lines[at('- Lưu')] ?? '').replace(/^- Lưu: |\.$/g, ''),
    signatory: { lines: lines.slice(at('TM.'), -1), name: lines.at(-1) ?? '' },
  };
}
