import { describe, expect, test } from 'vitest';
import {
  columnsOf,
  emptyForm,
  exampleForm,
  FORM_SETS,
  FORMS,
  type FormDefinition,
  FormsError,
  fieldsOf,
  formByCode,
  formByKind,
  isListForm,
  printValue,
} from '../src/index.ts';
import { compareWithPage, printedWords, readLetterForms } from './letter-forms.testing.ts';

const LETTER = readLetterForms();
const WITHOUT = LETTER === undefined ? ' (left out: the letter does not lie beside the repository)' : '';

/** The letter's Mẫu 09 is printed with three rows to show the way. */
const EXAMPLE_ROWS =
  '1 Nguyễn Văn A A khoasa.sonbinh Chuyển công tác 2 Nguyễn Văn B B Toannt.tamduong Đã nghỉ hưu 3 Nguyễn Văn C C Khoaha.tamduong Đã nghỉ hưu';

function allTexts(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(allTexts) : [];
}

describe(`words of the forms against the letter${WITHOUT}`, () => {
  test.each(FORMS.map((form) => [form.label, form] as const))(
    '%s prints what the letter prints, nothing else',
    (label, form) => {
      if (LETTER === undefined) {
        expect(WITHOUT).toContain('left out');
        return;
      }
      const page = LETTER.get(label) ?? '';
      const words = [...printedWords(form), ...(form.code === 'M09' ? [EXAMPLE_ROWS] : [])];
      expect(compareWithPage(page, words)).toBeUndefined();
    },
  );

  test('a changed label is found', () => {
    const page = LETTER?.get('Mẫu 02') ?? printedWords(formByCode('M02')).join(' ');
    const words = printedWords(formByCode('M02'));
    expect(compareWithPage(page, words.with(5, 'Địa chỉ trụ sở'))).toContain('missing');
    expect(compareWithPage(page, words.toSpliced(5, 1))).toContain('left over');
  });
});

describe('definitions', () => {
  test('ten forms, ten kinds, all NFC, every field printed once', () => {
    expect(FORMS.map(({ code }) => code).join(' ')).toBe('M01 M02 M03 M04 M05 M06 M07 M08 M09 M10');
    expect(new Set(FORMS.map(({ kind }) => kind)).size).toBe(10);
    for (const text of allTexts(FORMS)) {
      expect(text.normalize('NFC')).toBe(text);
    }
    for (const { layout } of FORMS) {
      if (layout.kind === 'sheet') {
        const placed = layout.blocks.flatMap((block) =>
          block.kind === 'line' ? block.line.fields.map(({ key }) => key) : block.kind === 'heading' ? [] : [block.key],
        );
        const printed = layout.fields.filter(({ unprinted }) => unprinted !== true).map(({ key }) => key);
        expect(placed.toSorted()).toEqual(printed.toSorted());
      }
    }
  });

  test.each(FORMS)('$label: every footnote is marked somewhere, conditions name fields that are there', (form) => {
    const fields = fieldsOf(form);
    const keys = fields.map(({ key }) => key);
    const marks = fields.flatMap(({ footnote }) => footnote ?? []);
    const headings = form.layout.kind === 'sheet' ? allTexts(form.layout.blocks) : [];
    for (const number of form.footnotes.flatMap(({ numbers }) => numbers)) {
      expect(marks.includes(number) || headings.some((text) => text.includes(`(${number})`))).toBe(true);
    }
    expect(new Set(keys).size).toBe(keys.length);
    for (const { need } of fields) {
      const named = typeof need === 'string' ? [] : 'when' in need ? [need.when] : need.together;
      expect(keys).toEqual(expect.arrayContaining([...named]));
    }
  });

  test('an empty form has every field, an example fills every field the form needs', () => {
    for (const form of FORMS) {
      const empty = emptyForm(form.code);
      expect(Object.keys(empty.fields ?? {})).toEqual(fieldsOf(form).map(({ key }) => key));
      expect(empty.rows).toEqual(isListForm(form) ? [] : undefined);
      const filled = new Set(Object.keys(exampleForm(form.code).fields ?? {}));
      expect(fieldsOf(form).filter(({ key }) => !filled.has(key))).toEqual([]);
    }
  });

  test('values as they are printed', () => {
    const [fullName, gender, bornOn] = fieldsOf(formByCode('M01'));
    expect(fullName && printValue(fullName, 'Lò Thị Hương'.normalize('NFD'))).toBe('LÒ THỊ HƯƠNG');
    expect(gender && printValue(gender, 'female')).toBe('Nữ');
    expect(bornOn && printValue(bornOn, '1988-05-07')).toBe('07/05/1988');
    expect(bornOn && printValue(bornOn, 'tháng 5')).toBe('tháng 5');
    const reason = columnsOf(formByCode('M07')).find(({ key }) => key === 'reason');
    expect(reason && printValue(reason, 'Chuyển công tác')).toBe('Chuyển công tác');
    expect(columnsOf(formByCode('M10'), 'people').map(({ key }) => key)).toEqual([
      'fullName',
      'unit',
      'position',
      'note',
    ]);
  });
});

describe('sets of forms', () => {
  const issue = formByCode('M01');
  const revoke = formByCode('M04');
  /** As a later decree numbers them: the same kind, another number; lists stay with the letter. */
  const later: FormDefinition[] = [
    { ...issue, set: '2024', label: 'Mẫu số 01', validFrom: '2024-08-15' },
    { ...revoke, set: '2024', code: 'M05', label: 'Mẫu số 05', validFrom: '2024-08-15' },
  ];
  const sets = [...FORM_SETS, { code: '2024', title: 'Bộ mẫu đặt ra để thử', forms: later }];

  test('the kind stays, the number goes by the day', () => {
    expect(formByKind('cert.revoke', '2021-03-24', sets).code).toBe('M04');
    expect(formByKind('cert.revoke', '2024-08-14', sets).code).toBe('M04');
    expect(formByKind('cert.revoke', '2024-08-15', sets).code).toBe('M05');
    expect(formByKind('cert.revoke', undefined, sets).set).toBe('2024');
    expect(formByKind('account.new', '2026-01-01', sets).set).toBe('2021');
  });

  test('an old request keeps its set', () => {
    expect(formByCode('M05', '2021', sets).kind).toBe('cert.restore');
    expect(formByCode('M05', '2024', sets).kind).toBe('cert.revoke');
    expect(formByCode('M04', undefined, sets)).toBe(revoke);
  });

  test('nothing is guessed', () => {
    expect(() => formByKind('cert.revoke', '2019-01-01')).toThrow(
      expect.objectContaining({ code: 'forms.no_form_on_date' }),
    );
    expect(() => formByCode('M01', '1999')).toThrow(FormsError);
  });
});
