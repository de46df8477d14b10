import {
  AlignmentType,
  BorderStyle,
  Document,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  WidthType,
} from 'docx';
import type { FormCode, FormDefinition, FormField, ListPart, SheetBlock } from '../definition.ts';
import { isLandscape, plannedColumn } from '../render/compose-list.ts';
import { layColumns, textWidth } from '../render/compose-page.ts';
import { footnoteTexts, printedLabel } from '../render/compose-sheet.ts';
import { formByCode } from '../sets/index.ts';
import { withFixedDates } from './package.ts';
import { cell, dottedLine, line, mm, plain, section } from './parts.ts';
import { loopName } from './tags.ts';

type Block = Paragraph | Table;
type SheetLayout = Extract<FormDefinition['layout'], { kind: 'sheet' }>;
type ListLayout = Extract<FormDefinition['layout'], { kind: 'list' }>;

const WIDTH = textWidth(false);
const NONE = { style: BorderStyle.NONE, size: 0, color: 'auto' };
const NO_BORDERS = { top: NONE, bottom: NONE, left: NONE, right: NONE, insideHorizontal: NONE, insideVertical: NONE };

function tag(key: string): string {
  return `{${key}}`;
}

function boxes(field: FormField): string {
  if (field.type === 'check') {
    return `${printedLabel(field)} ${tag(field.key)}`;
  }
  const options = (field.options ?? []).map(({ value, label }) => `${tag(`${field.key}.${value}`)} ${label}`);
  return `${printedLabel(field)} ${options.join('    ')}`;
}

function isBoxed({ type }: FormField): boolean {
  return type === 'gender' || type === 'choice' || type === 'check';
}

/** Head and one row that is repeated for every line of the list. */
function loopTable(
  loop: string,
  columns: readonly { title: string; key: string; width: number; align: 'left' | 'center' }[],
): Table {
  const last = columns.length - 1;
  const textOf = (key: string, index: number): string =>
    `${index === 0 ? `{#${loop}}` : ''}${tag(key)}${index === last ? `{/${loop}}` : ''}`;
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: mm(columns.reduce((sum, { width }) => sum + width, 0)), type: WidthType.DXA },
    columnWidths: columns.map(({ width }) => mm(width)),
    rows: [
      new TableRow({
        tableHeader: true,
        cantSplit: true,
        children: columns.map(({ title, width }) => cell(title, width, { bold: true, align: 'center' })),
      }),
      new TableRow({
        cantSplit: true,
        children: columns.map(({ key, width, align }, index) => cell(textOf(key, index), width, { align })),
      }),
    ],
  });
}

class SheetTemplate {
  private readonly layout: SheetLayout;

  constructor(layout: SheetLayout) {
    this.layout = layout;
  }

  private field(key: string): FormField {
    const field = this.layout.fields.find((one) => one.key === key);
    if (field === undefined) {
      throw new TypeError(`a printed line names the unknown field ${key}`);
    }
    return field;
  }

  block(block: SheetBlock): Block {
    switch (block.kind) {
      case 'heading':
        return plain(block.text, { bold: true });
      case 'boxes':
        return plain(boxes(this.field(block.key)));
      case 'changes':
        return loopTable(block.key, [
          { title: block.headings[0], key: 'attribute', width: WIDTH / 2, align: 'left' },
          { title: block.headings[1], key: 'newValue', width: WIDTH / 2, align: 'left' },
        ]);
      case 'line': {
        const pieces = block.line.fields.map(({ key, grow }) => {
          const field = this.field(key);
          return { text: isBoxed(field) ? boxes(field) : `${printedLabel(field)} ${tag(key)}`, grow };
        });
        const isWhole = pieces.length === 1 && isBoxed(this.field(block.line.fields[0]?.key ?? ''));
        return isWhole ? plain(pieces[0]?.text ?? '') : dottedLine(pieces, WIDTH);
      }
    }
  }
}

function signerTable({ signer }: SheetLayout): Table {
  const right = [
    line('{placeAndDate}', { italics: true }),
    line(signer.title, { bold: true }),
    line(signer.note, { size: 12, italics: true }),
    ...Array.from({ length: 4 }, () => new Paragraph({})),
    line('{signerName}', { bold: true }),
  ];
  const column = (width: number, children: Paragraph[]): TableCell =>
    new TableCell({ width: { size: mm(width), type: WidthType.DXA }, borders: NO_BORDERS, children });
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: mm(WIDTH), type: WidthType.DXA },
    columnWidths: [mm(WIDTH * 0.46), mm(WIDTH * 0.54)],
    borders: NO_BORDERS,
    rows: [
      new TableRow({
        cantSplit: true,
        children: [column(WIDTH * 0.46, [new Paragraph({})]), column(WIDTH * 0.54, right)],
      }),
    ],
  });
}

function sheetBlocks(definition: FormDefinition, layout: SheetLayout): Block[] {
  const template = new SheetTemplate(layout);
  const end = layout.addressee === 'managing_organisation' ? '.' : '';
  const notes = footnoteTexts(definition);
  return [
    line(definition.label, { bold: true }, { alignment: AlignmentType.RIGHT }),
    line('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', { bold: true }),
    line('Độc lập - Tự do - Hạnh phúc', { bold: true }),
    new Paragraph({
      border: { top: { style: BorderStyle.SINGLE, size: 6, color: '000000', space: 1 } },
      indent: { left: mm(53), right: mm(53) },
      children: [],
    }),
    ...definition.title.map((text) => line(text, { bold: true, size: 14 })),
    line(`Kính gửi: {addressee}${end}`, {}, { spacing: { before: 120, after: 160 } }),
    ...layout.blocks.map((block) => template.block(block)),
    new Paragraph({}),
    signerTable(layout),
    ...(notes.length === 0 ? [] : [plain('Ghi chú:', { size: 11, bold: true })]),
    ...notes.map((text) => plain(text, { size: 11 }, { alignment: AlignmentType.BOTH, spacing: { after: 20 } })),
  ];
}

function partBlocks(definition: FormDefinition, layout: ListLayout, part: ListPart): Block[] {
  const laid = layColumns(part.columns.map(plannedColumn), 0, textWidth(isLandscape(layout)));
  const keys = ['stt', ...part.columns.map(({ key }) => key)];
  const columns = laid.map((column, index) => ({ ...column, key: keys[index] ?? 'stt' }));
  return [
    ...(part.heading === undefined
      ? []
      : [plain(part.heading, { bold: true }, { keepNext: true, spacing: { before: 200, after: 120 } })]),
    loopTable(loopName(definition, part.key), columns),
  ];
}

function listBlocks(definition: FormDefinition, layout: ListLayout): Block[] {
  return [
    line(definition.label, { bold: true }, { alignment: AlignmentType.RIGHT }),
    ...definition.title.map((text) => line(text, { bold: true, size: 14 })),
    line(layout.rule ? '------------------------' : '', {}, { spacing: { after: 120 } }),
    ...(layout.countLabel === null ? [] : [plain(`${layout.countLabel}: {count}`)]),
    ...(layout.caption === null ? [] : [plain(`${layout.caption}:`)]),
    ...layout.parts.flatMap((part) => partBlocks(definition, layout, part)),
    // A file may not end with a table.
    new Paragraph({}),
  ];
}

/**
 * The built-in template of Word for a form, which an office may change and use instead. Its tags: the keys of the fields, `{gender.male}`
 * for a box, `{addressee}`, `{placeAndDate}`, `{signerName}`, `{count}`, and loops `{#rows}…{/rows}` over the lines of a list.
 * @throws FormsError `forms.unknown_form`
 */
export async function formDocxTemplate(code: FormCode, set?: string): Promise<Uint8Array> {
  const definition = formByCode(code, set);
  const { layout } = definition;
  const children = layout.kind === 'sheet' ? sheetBlocks(definition, layout) : listBlocks(definition, layout);
  const document = new Document({
    creator: 'Công Vụ',
    title: `${definition.label} - ${definition.title.join(' ')}`,
    sections: [section(children, layout.kind === 'list' && isLandscape(layout))],
  });
  return withFixedDates(new Uint8Array(await Packer.toBuffer(document)), definition.validFrom);
}
