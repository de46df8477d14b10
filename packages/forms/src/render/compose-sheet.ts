import type { ChangeRow, FieldValue, FilledForm, FormDefinition, FormField, SheetBlock } from '../definition.ts';
import { printValue } from '../fields.ts';
import type { PrintedBlock, PrintedField, PrintedOption, SheetPage } from '../typst/pages.ts';
import { createdOn, demoMark, NO_ROOM, oneLine, type PrintOptions, placeAndDate } from './compose-page.ts';

type SheetLayout = Extract<FormDefinition['layout'], { kind: 'sheet' }>;

/** Lines beyond which a form begins with the narrower spacing. */
const ROOMY_LINES = 15;
const ROOMY = { pitch: 9.5, room: 28 };
const USUAL = { pitch: 4, room: 24 };
const CLOSER = [{ pitch: 6, room: 26 }, USUAL, { pitch: 1.4, room: 22 }];

const ADDRESSEE_DOTS = '…………………………………………………';
const GENDERS = ['Nam', 'Nữ'].map((label) => ({ value: label, label }));

/** A label as printed: with the number of its footnote and its colon. */
export function printedLabel({ label, footnote }: FormField): string {
  return `${label}${footnote === undefined ? '' : ` (${footnote})`}:`;
}

export function optionsOf(field: FormField, value: FieldValue | undefined): PrintedOption[] {
  if (field.type === 'check') {
    return [{ label: '', on: value === true }];
  }
  const options = field.options ?? (field.type === 'gender' ? GENDERS : []);
  return options.map((option) => ({ label: option.label, on: option.value === value }));
}

function isBoxed(field: FormField): boolean {
  return field.type === 'gender' || field.type === 'check' || field.type === 'choice';
}

class SheetComposer {
  private readonly fields: ReadonlyMap<string, FormField>;
  private readonly values: Readonly<Record<string, FieldValue>>;

  constructor(layout: SheetLayout, form: FilledForm) {
    this.fields = new Map(layout.fields.map((field) => [field.key, field]));
    this.values = form.fields ?? {};
  }

  private field(key: string): FormField {
    const field = this.fields.get(key);
    if (field === undefined) {
      throw new TypeError(`a printed line names the unknown field ${key}`);
    }
    return field;
  }

  private printedField(key: string, grow: number): PrintedField {
    const field = this.field(key);
    const value = this.values[key];
    return {
      label: printedLabel(field),
      value: isBoxed(field) ? '' : oneLine(printValue(field, value ?? '')),
      options: isBoxed(field) ? optionsOf(field, value) : [],
      grow,
      room: field.type === 'date' ? 34 : 40,
    };
  }

  private changes(block: Extract<SheetBlock, { kind: 'changes' }>): PrintedBlock {
    const value = this.values[block.key];
    const rows: readonly ChangeRow[] = typeof value === 'object' ? value : [];
    return {
      k: 'changes',
      headings: block.headings,
      rows: rows.map((row) => [row.attribute, row.newValue].map(oneLine)),
      blank: Math.max(0, block.blankRows - rows.length),
    };
  }

  block(block: SheetBlock): PrintedBlock {
    switch (block.kind) {
      case 'heading':
        return { k: 'heading', text: block.text };
      case 'line':
        return { k: 'line', fields: block.line.fields.map(({ key, grow }) => this.printedField(key, grow)) };
      case 'boxes': {
        const field = this.field(block.key);
        return { k: 'boxes', label: printedLabel(field), options: optionsOf(field, this.values[block.key]) };
      }
      case 'changes':
        return this.changes(block);
    }
  }
}

/** The letter ends the addressee of Mẫu 01 with a full stop and the committee of the others without. */
function addressee(layout: SheetLayout, form: FilledForm): string {
  const name = oneLine(form.addressee ?? '').replace(/\.$/u, '');
  return `Kính gửi: ${name === '' ? ADDRESSEE_DOTS : name}${layout.addressee === 'managing_organisation' ? '.' : ''}`;
}

/** `(3), (4) Trường hợp …` */
export function footnoteTexts(definition: FormDefinition): string[] {
  return definition.footnotes.map(
    ({ numbers, text }) => `${numbers.map((number) => `(${number})`).join(', ')} ${text}`,
  );
}

/** Mẫu 01–05 as final texts for the layout. */
export function composeSheet(
  definition: FormDefinition,
  layout: SheetLayout,
  form: FilledForm,
  options: PrintOptions,
): SheetPage {
  const spacing = layout.blocks.length > ROOMY_LINES ? USUAL : ROOMY;
  const composer = new SheetComposer(layout, form);
  const inBrackets = (line: string): boolean => line.startsWith('(');
  return {
    kind: 'sheet',
    documentTitle: `${definition.label} - ${definition.title.join(' ')}`,
    createdOn: createdOn(options, form.date, definition),
    demoMark: demoMark(options),
    label: definition.label,
    title: definition.title.filter((line) => !inBrackets(line)),
    subtitle: definition.title.filter(inBrackets),
    addressee: addressee(layout, form),
    pitch: spacing.pitch,
    blocks: layout.blocks.map((block) => composer.block(block)),
    foot: {
      date: placeAndDate(form),
      title: layout.signer.title,
      note: layout.signer.note,
      room: options.signatureRoom === false ? NO_ROOM : spacing.room,
      name: form.signerName === undefined || form.signerName.trim() === '' ? null : oneLine(form.signerName),
    },
    footnotes: footnoteTexts(definition),
  };
}

/** The same page closer and closer together, for a form whose values are a little too long for one page. */
export function closerTogether(page: SheetPage): SheetPage[] {
  const { room } = page.foot;
  return CLOSER.filter(({ pitch }) => pitch < page.pitch).map(({ pitch, ...spacing }) => ({
    ...page,
    pitch,
    foot: { ...page.foot, room: Math.min(room, spacing.room) },
  }));
}
