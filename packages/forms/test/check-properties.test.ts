import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkForm,
  columnsOf,
  exampleForm,
  type FieldValue,
  type FilledForm,
  FORMS,
  type FormDefinition,
  type FormField,
  type FormFinding,
  fieldsOf,
  isFreeMail,
  isListForm,
  leaveReasonOf,
  normalizeField,
  parsePkiSim,
  readDate,
  readFilledForm,
  serialKey,
} from '../src/index.ts';

const FACTS = { today: '2021-03-24' };

/** Every place of every form: its field, and a form with that one value changed. */
interface Place {
  readonly form: FormDefinition;
  readonly field: FormField;
  readonly row: number | null;
  with(value: unknown): FilledForm;
}

function placesOf(form: FormDefinition): Place[] {
  const example = exampleForm(form.code);
  if (!isListForm(form)) {
    return fieldsOf(form).map((field) => ({
      form,
      field,
      row: null,
      // Wrong types on purpose: what a hostile program may send.
      with: (value) => ({ ...example, fields: { ...example.fields, [field.key]: value as FieldValue } }),
    }));
  }
  const rows = example.rows ?? [];
  const parts = form.layout.kind === 'list' ? form.layout.parts : [];
  return parts.flatMap(({ key }) => {
    const at = rows.findIndex((row) => parts.length === 1 || row.part === key);
    return columnsOf(form, key).map((field) => ({
      form,
      field,
      row: 1,
      with: (value: unknown) => ({
        ...example,
        rows: rows.map((row, index) => (index === at ? { ...row, [field.key]: value as string } : row)),
      }),
    }));
  });
}

const PLACES = FORMS.flatMap(placesOf);
const TEXT_PLACES = PLACES.filter(({ field }) => field.type !== 'check' && field.type !== 'changes');
const nameOf = ({ form, field }: Place): string => `${form.code} ${field.key}`;

function at(findings: readonly FormFinding[], { field, row }: Place): FormFinding[] {
  return findings.filter((finding) => finding.field === field.key && finding.row === row);
}

/** Mẫu 04 leaves one of two codes out, with a warning, and neither is asked of a person. */
function isAsked({ form, field }: Place): boolean {
  return field.need === 'required' && !(form.code === 'M04' && field.key.endsWith('Code') && field.type !== 'reason');
}

describe('each form × each field', () => {
  test('there are all of them', () => {
    expect(PLACES.length).toBeGreaterThan(100);
  });

  test.each(PLACES.filter(isAsked).map((place) => [nameOf(place), place] as const))('%s missing', (_, place) => {
    for (const nothing of ['', ' \u00a0', '……………', '--/--/----', undefined]) {
      const errors = at(checkForm(place.with(nothing), FACTS), place).filter(({ severity }) => severity === 'error');
      expect(errors.map(({ code }) => code)).toEqual([expect.stringMatching(/_missing$/)]);
    }
  });

  test.each(TEXT_PLACES.map((place) => [nameOf(place), place] as const))('%s too long', (_, place) => {
    const errors = at(checkForm(place.with('a'.repeat(place.field.max + 1)), FACTS), place);
    expect(errors[0]?.severity).toBe('error');
    expect(errors[0]?.code).toMatch(/text_too_long|name_invalid/);
  });

  test.each(PLACES.map((place) => [nameOf(place), place] as const))('%s of another type', (_, place) => {
    const wrong = [
      7,
      { a: 1 },
      place.field.type === 'check' ? 'true' : true,
      place.field.type === 'changes' ? 'x' : ['x'],
    ];
    for (const value of wrong) {
      expect(at(checkForm(place.with(value), FACTS), place).map(({ code }) => code)).toContain('requests.wrong_type');
      expect('problems' in readFilledForm(place.with(value))).toBe(true);
    }
  });

  const guise = fc.constantFrom(
    'a@gmail.com',
    'A+B@GMAIL.COM',
    'a@mail.gmail.com',
    'a@gmail.com.vn',
    'a@gmai1.com',
    'a@gmаil.com',
    'a＠ｇｍａｉｌ．ｃｏｍ',
    'a\u2003@\u00a0yahoo.com',
    'a@xn--gmal-nza.com',
    'a@gmail.co',
    'a@hotmail.fr',
  );

  test.each(TEXT_PLACES.filter(({ field }) => field.max >= 20).map((place) => [nameOf(place), place] as const))(
    '%s with free mail in every guise',
    (_, place) => {
      fc.assert(
        fc.property(guise, (address) => {
          expect(at(checkForm(place.with(address), FACTS), place)[0]?.code).toBe('requests.free_mail');
        }),
        { numRuns: 30 },
      );
    },
  );
});

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') {
    return change(value);
  }
  if (Array.isArray(value)) {
    return value.map((one) => mapTexts(one, change));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)]))
    : value;
}

const anyPlace = fc.constantFrom(...TEXT_PLACES);
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.constantFrom(
    'Lò Thị Hương',
    'Nghỉ hưu',
    '31/02/2021',
    '012188004321',
    'viettel / cs',
    '........',
    'x@y.z',
    '__proto__',
  ),
);

describe('whatever is typed', () => {
  test('decomposed letters are judged like composed ones', () => {
    fc.assert(
      fc.property(anyPlace, anyText, (place, text) => {
        const filled = place.with(text);
        const decomposed = mapTexts(filled, (one) => one.normalize('NFD')) as FilledForm; // only texts were changed
        const composed = mapTexts(filled, (one) => one.normalize('NFC')) as FilledForm; // only texts were changed
        expect(checkForm(decomposed, FACTS)).toEqual(checkForm(composed, FACTS));
        expect(readFilledForm(decomposed)).toEqual(readFilledForm(composed));
      }),
    );
  });

  test('every finding points somewhere, cites a rule and says what to do; the answer is the same twice', () => {
    fc.assert(
      fc.property(anyPlace, anyText, (place, text) => {
        const findings = checkForm(place.with(text), FACTS);
        for (const { code, message, rule, label } of findings) {
          expect(code).toMatch(/^requests\.[a-z_]+$/);
          expect(message).toContain('Hãy ');
          expect(`${rule}${label}`).not.toBe('');
        }
        expect(checkForm(place.with(text), FACTS)).toEqual(findings);
      }),
    );
  });

  test('a repair repairs: with its value the same finding is gone', () => {
    fc.assert(
      fc.property(anyPlace, anyText, (place, text) => {
        for (const { code, fix } of at(checkForm(place.with(text), FACTS), place)) {
          if (fix?.value !== undefined) {
            expect(at(checkForm(place.with(fix.value), FACTS), place).map((one) => one.code)).not.toContain(code);
          }
        }
      }),
    );
  });
});

describe('hostile JSON', () => {
  const json = fc.oneof(
    fc.jsonValue(),
    fc.record({
      form: fc.oneof(fc.constantFrom(...FORMS.map(({ code }) => code)), fc.jsonValue()),
      fields: fc.jsonValue(),
      rows: fc.oneof(fc.jsonValue(), fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 })),
    }),
  );

  const codes: unknown[] = [{ toString: 0 }, { valueOf: 0, toString: null }, [{ toString: 0 }]];
  test.each(codes.map((code) => ({ code })))('a code $code is no code', ({ code }) => {
    expect(readFilledForm({ form: code, set: code })).toMatchObject({ problems: [{ code: 'requests.form_unknown' }] });
  });

  test('is named, never thrown; what is read can be judged', () => {
    fc.assert(
      fc.property(json, (value) => {
        const read = readFilledForm(value);
        if ('form' in read) {
          expect(() => checkForm(read.form, FACTS)).not.toThrow();
        } else {
          expect(read.problems.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each(FORMS)('$label: an example is read as it is, and nothing is dropped', ({ code }) => {
    const example = exampleForm(code);
    expect(readFilledForm(JSON.parse(JSON.stringify(example)))).toEqual({ form: example });
    expect(readFilledForm({ ...example, extra: 1 })).toMatchObject({
      problems: [{ code: 'requests.unknown_field', field: 'extra' }],
    });
  });

  test.each<[string, unknown, string]>([
    ['no object', [], 'requests.wrong_type'],
    ['no form', {}, 'requests.form_unknown'],
    ['another form', { form: 'M11', fields: {} }, 'requests.form_unknown'],
    ['another set', { form: 'M01', set: '2030', fields: {} }, 'requests.form_unknown'],
    ['fields missing', { form: 'M01' }, 'requests.wrong_type'],
    ['rows on a sheet', { form: 'M01', fields: {}, rows: [] }, 'requests.unknown_field'],
    ['rows missing', { form: 'M06', fields: {} }, 'requests.unknown_field'],
    [
      'prototype',
      JSON.parse('{"form":"M01","fields":{"__proto__":{"a":1},"constructor":"x"}}'),
      'requests.unknown_field',
    ],
    ['endless text', { form: 'M01', fields: { fullName: 'a'.repeat(3_000) } }, 'requests.text_too_long'],
    ['too many rows', { form: 'M06', rows: Array.from({ length: 10_001 }, () => ({})) }, 'requests.too_many_rows'],
    ['column of another form', { form: 'M06', rows: [{ account: 'x' }] }, 'requests.unknown_field'],
    ['row as text', { form: 'M06', rows: ['x'] }, 'requests.wrong_type'],
    ['row of no part', { form: 'M10', rows: [{ unitName: 'x' }] }, 'requests.part_unknown'],
    ['day that is none', { form: 'M06', rows: [], date: '31/02/2021' }, 'requests.date_invalid'],
    ['count as text', { form: 'M06', rows: [], count: '2' }, 'requests.wrong_type'],
    [
      'table of fifty-one rows',
      { form: 'M03', fields: { changes: Array.from({ length: 51 }, () => ({})) } },
      'requests.wrong_type',
    ],
    [
      'row of the table with another key',
      { form: 'M03', fields: { changes: [{ attribute: 'x', old: 'y' }] } },
      'requests.unknown_field',
    ],
  ])('%s', (_, value, code) => {
    const read = readFilledForm(value);
    expect('problems' in read ? read.problems.map((one) => one.code) : []).toContain(code);
  });

  test('values come out in their one spelling', () => {
    const read = readFilledForm({
      form: 'M01',
      date: '24/3/2021',
      fields: { bornOn: '7/5/88', mobile: '0912.345.678', fullName: 'LÒ THỊ HƯƠNG' },
    });
    expect(read).toMatchObject({
      form: { date: '2021-03-24', fields: { bornOn: '1988-05-07', mobile: '0912345678', fullName: 'Lò Thị Hương' } },
    });
  });
});

describe('long text', () => {
  const PIECES = ['a', ' ', '@', 'a@', '.', '@-', '(at', 'xn--', '1/', '\u0301', '…', 'à', 'A1', '/cs', '-', ':0'];
  const TYPES = [...new Set(TEXT_PLACES.map(({ field }) => field.type))];

  // A pattern that goes back over 200 kB needs 2 × 10^10 steps: the test would not end in its time. Linear ones need a moment.
  test.each(PIECES)('200 kB of %j: no pattern goes back over it', (piece) => {
    const text = piece.repeat(100_000 / piece.length);
    const whole = `${text}@${text}`;
    expect(TYPES.map((type) => normalizeField(type, whole).length > 0)).not.toContain(false);
    expect(isFreeMail(`${whole}@gmail.com`)).toBeDefined();
    expect([leaveReasonOf(whole), readDate(whole), parsePkiSim(whole), serialKey(whole)]).toEqual([
      undefined,
      undefined,
      undefined,
      '',
    ]);
    for (const place of TEXT_PLACES.slice(0, 16)) {
      // Blanks fold to one: "@" alone is no more than a stroke of the pen in a field that may stay empty.
      const isOff = piece !== ' ' || place.field.need === 'required';
      expect(at(checkForm(place.with(whole), FACTS), place).some(({ severity }) => severity === 'error')).toBe(isOff);
    }
  });
});
