import type { FieldValue, FilledForm, FormDefinition, FormField } from '../definition.ts';
import { printValue } from '../fields.ts';
import { cellOf, countOf, rowsOf } from '../render/compose-list.ts';
import { oneLine, placeAndDate } from '../render/compose-page.ts';
import { optionsOf } from '../render/compose-sheet.ts';

/*
 * What a template of Word may name: {fullName}, {gender.male}, and loops {#rows}…{/rows} over the lines of a list.
 */

/** Texts, and rows of a loop. Without a prototype: no tag finds anything but what is put in here. */
export type TagData = Record<string, string | TagData[]>;

const TICKED = '☒';
const EMPTY = '☐';
/** Rows to write in where a list is still empty. */
const BLANK_ROWS = 8;

function bare(entries: readonly (readonly [string, string | TagData[]])[]): TagData {
  const data: TagData = Object.create(null);
  for (const [key, value] of entries) {
    data[key] = value;
  }
  return data;
}

function fieldEntries(field: FormField, value: FieldValue | undefined): [string, string][] {
  if (field.type === 'check') {
    return [[field.key, value === true ? TICKED : EMPTY]];
  }
  if (field.type === 'gender' || field.type === 'choice') {
    const options = optionsOf(field, value);
    const names = field.options ?? [];
    return options.map(({ on }, index) => [`${field.key}.${names[index]?.value ?? index}`, on ? TICKED : EMPTY]);
  }
  return [[field.key, oneLine(printValue(field, value ?? ''))]];
}

function changeRows(value: FieldValue | undefined, blankRows: number): TagData[] {
  const rows = typeof value === 'object' ? value : [];
  const blank = Array.from({ length: Math.max(0, blankRows - rows.length) }, () => ({ attribute: '', newValue: '' }));
  return [...rows, ...blank].map(({ attribute, newValue }) =>
    bare([
      ['attribute', oneLine(attribute)],
      ['newValue', oneLine(newValue)],
    ]),
  );
}

function sheetData(definition: FormDefinition, form: FilledForm): [string, string | TagData[]][] {
  const { layout } = definition;
  if (layout.kind !== 'sheet') {
    return [];
  }
  return [
    ...layout.fields.flatMap((field) => fieldEntries(field, form.fields?.[field.key])),
    ...layout.blocks.flatMap((block): [string, TagData[]][] =>
      block.kind === 'changes' ? [[block.key, changeRows(form.fields?.[block.key], block.blankRows)]] : [],
    ),
  ];
}

/** Name of the loop over a part: `rows` where the form has one list. */
export function loopName(definition: FormDefinition, part: string): string {
  return definition.layout.kind === 'list' && definition.layout.parts.length > 1 ? part : 'rows';
}

function listData(definition: FormDefinition, form: FilledForm): [string, string | TagData[]][] {
  const { layout } = definition;
  if (layout.kind !== 'list') {
    return [];
  }
  const loops = layout.parts.map((part): [string, TagData[]] => {
    const rows = rowsOf(form, layout, part);
    const filled = rows.map((row, index) =>
      bare([['stt', String(index + 1)], ...part.columns.map((column) => [column.key, cellOf(row, column)] as const)]),
    );
    const blank = Array.from({ length: BLANK_ROWS }, () =>
      bare([['stt', ''], ...part.columns.map(({ key }) => [key, ''] as const)]),
    );
    return [loopName(definition, part.key), rows.length === 0 ? blank : filled];
  });
  return [...loops, ['count', countOf(form) ?? '']];
}

/** Everything a template may name, with the values of one form. */
export function tagData(definition: FormDefinition, form: FilledForm): TagData {
  return bare([
    ['addressee', oneLine(form.addressee ?? '')],
    ['placeAndDate', placeAndDate(form)],
    ['signerName', oneLine(form.signerName ?? '')],
    ...sheetData(definition, form),
    ...listData(definition, form),
  ]);
}
