import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FormDefinition, FormField, SheetBlock } from '../src/index.ts';

/** The forms as the letter prints them: beside the repository, never in it. */
const FILE = fileURLToPath(new URL('../../../../shared/letter/forms.txt', import.meta.url));

/** Text of each form by its label, NFC, blanks folded; undefined where the letter does not lie beside the repository. */
export function readLetterForms(): Map<string, string> | undefined {
  if (!existsSync(FILE)) {
    return undefined;
  }
  const text = readFileSync(FILE, 'utf8').normalize('NFC');
  const pieces = text.split(/^(Mẫu (?:số )?\d{2})\s*$/m).slice(1);
  const forms = new Map<string, string>();
  for (let index = 0; index < pieces.length; index += 2) {
    forms.set(pieces[index] ?? '', (pieces[index + 1] ?? '').replace(/\s+/g, ' '));
  }
  return forms;
}

function fieldWords(field: FormField | undefined): string[] {
  if (field === undefined) {
    return [];
  }
  const label = field.footnote === undefined ? field.label : `${field.label} (${field.footnote})`;
  return field.type === 'gender' || field.type === 'choice'
    ? [label, ...(field.options ?? []).map((option) => option.label)]
    : [label];
}

function blockWords(block: SheetBlock, fields: readonly FormField[]): string[] {
  const find = (key: string): FormField | undefined => fields.find((field) => field.key === key);
  switch (block.kind) {
    case 'heading':
      return [block.text];
    case 'boxes':
      return fieldWords(find(block.key));
    case 'changes':
      return [block.headings.join(' ')];
    default:
      return block.line.fields.flatMap(({ key }) => fieldWords(find(key)));
  }
}

/** All words a definition prints, in the order of the page. */
export function printedWords({ code, title, layout, footnotes }: FormDefinition): string[] {
  if (layout.kind === 'list') {
    const parts = layout.parts.flatMap(({ heading, columns }) => [
      ...(heading === undefined ? [] : [heading]),
      ['STT', ...columns.map(({ label }) => label)].join(' '),
    ]);
    return [...title, ...[layout.countLabel, layout.caption].filter((text) => text !== null), ...parts];
  }
  const motto = code === 'M02' ? 'Độc lập – Tự do – Hạnh phúc' : 'Độc lập - Tự do - Hạnh phúc';
  const addressee =
    layout.addressee === 'managing_organisation' ? '<Cơ quan, tổ chức quản lý trực tiếp>' : 'UBND huyện Tam Đường';
  return [
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
    motto,
    ...title,
    `Kính gửi: ${addressee}`,
    ...layout.blocks.flatMap((block) => blockWords(block, layout.fields)),
    ...['<Địa danh>, ngày', 'tháng', 'năm'],
    layout.signer.title,
    layout.signer.note,
    'Ghi chú:',
    ...footnotes.map(({ numbers, text }) => `${numbers.map((number) => `(${number})`).join(', ')} ${text}`),
  ];
}

/**
 * Looks for the words one after the other. What the page has besides them must be dots, rules and boxes.
 * @returns the first words that are not there, or the text that is left over
 */
export function compareWithPage(page: string, words: readonly string[]): string | undefined {
  let at = 0;
  for (const word of words) {
    const found = page.indexOf(word, at);
    if (found < 0) {
      return `missing: ${word}`;
    }
    const between = page.slice(at, found);
    if (!isFiller(between)) {
      return `left over before "${word}": ${between}`;
    }
    at = found + word.length;
  }
  return isFiller(page.slice(at)) ? undefined : `left over at the end: ${page.slice(at)}`;
}

function isFiller(text: string): boolean {
  return /^[\s./…:¯\uf0a3\uf06f-]*$/.test(text);
}
