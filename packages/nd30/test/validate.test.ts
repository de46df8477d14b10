import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertLetter, exampleLetter, LETTER_LIMITS, Nd30Error } from '../src/index.ts';

function refusal(value: unknown): Nd30Error {
  try {
    assertLetter(value);
  } catch (error) {
    if (error instanceof Nd30Error) {
      return error;
    }
    throw error;
  }
  throw new Error('was accepted');
}

describe('assertLetter', () => {
  test('takes the example, also through JSON, and a half-written draft', () => {
    expect(() => assertLetter(exampleLetter())).not.toThrow();
    expect(() => assertLetter(JSON.parse(JSON.stringify(exampleLetter())))).not.toThrow();
    const blank = {
      type: 'plan',
      issuingAgency: ['UBND'],
      symbol: '',
      body: [],
      signatory: { lines: [], name: '' },
    };
    expect(() => assertLetter(blank)).not.toThrow();
  });

  test.each([
    ['type', { type: 'memo' }],
    ['issuingAgency', { issuingAgency: [] }],
    ['number', { number: 0 }],
    ['issuedOn', { issuedOn: '2021-02-30' }],
    ['issuedOn', { issuedOn: '22/03/2021' }],
    ['urgency', { urgency: 'soon' }],
    ['body[0].kind', { body: [{ kind: 'heading', text: 'x' }] }],
    ['body[0].text', { body: [{ kind: 'paragraph', text: 5 }] }],
    ['body[0].text[1].text', { body: [{ kind: 'paragraph', text: [{ text: 'a' }, {}] }] }],
    [
      'body[0].rows[1]',
      {
        body: [
          {
            kind: 'table',
            columns: [{ title: 'A' }],
            rows: [['1'], ['2', '3']],
          },
        ],
      },
    ],
    ['body[0].number', { body: [{ kind: 'part', number: 4_000, title: 'x' }] }],
    ['signatory', { signatory: null }],
    ['signatory.nam', { signatory: { lines: [], name: '', nam: 'x' } }],
    ['trichYeu', { trichYeu: 'x' }],
    ['details.form', { details: { form: 'telegram', from: 'a', to: [] } }],
    ['promulgated', { promulgated: { type: 'regulation', abstract: 'x', body: [] } }],
    ['secondSignatory', { secondSignatory: { lines: [], name: 'x' } }],
  ])('names the field that is off: %s', (path, change) => {
    const error = refusal({ ...exampleLetter(), ...change });
    expect(error.code).toBe('nd30.invalid_letter');
    expect(error.problems.map((problem) => problem.path)).toContain(path);
  });

  test('bounds size and number of problems told', () => {
    const bad = {
      ...exampleLetter(),
      body: Array.from({ length: 3_000 }, () => ({ kind: 'x' })),
    };
    expect(refusal(bad).problems.length).toBeLessThanOrEqual(50);
    const huge = {
      ...exampleLetter(),
      body: Array.from({ length: 31 }, () => ({
        kind: 'paragraph',
        text: 'a'.repeat(LETTER_LIMITS.text),
      })),
    };
    expect(refusal(huge).code).toBe('nd30.invalid_letter');
    const many = {
      ...exampleLetter(),
      body: Array.from({ length: LETTER_LIMITS.blocks + 1 }, () => ({
        kind: 'paragraph',
        text: '',
      })),
    };
    expect(refusal(many).problems[0]?.path).toBe('body');
  });

  test('never throws anything but its own error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.anything()), (value) => {
        expect(refusal(value)).toBeInstanceOf(Nd30Error);
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(exampleLetter())), fc.jsonValue(), (key, value) => {
        try {
          assertLetter({ ...exampleLetter(), [key]: value });
        } catch (error) {
          expect(error).toBeInstanceOf(Nd30Error);
        }
      }),
    );
  });
});

describe('state secrets stay out', () => {
  const paragraph = (text: string): object => ({
    ...exampleLetter(),
    body: [{ kind: 'paragraph', text }],
  });
  test.each([
    ['declared level', { ...exampleLetter(), secrecy: 'Mật' }],
    ['declared code', { ...exampleLetter(), secrecy: 'top_secret' }],
    ['stamp as a line', paragraph('TỐI MẬT')],
    ['letters set apart', paragraph('T U Y Ệ T   M Ậ T')],
    ['decomposed', paragraph('MẬT'.normalize('NFD'))],
    ['line inside a paragraph', paragraph('Kính gửi\n[MẬT]\nUBND')],
    ['label', paragraph('Độ mật: Tối mật')],
    [
      'runs',
      {
        ...exampleLetter(),
        body: [
          {
            kind: 'paragraph',
            text: [{ text: 'TỐI ' }, { text: 'MẬT', bold: true }],
          },
        ],
      },
    ],
    ['corner stamp', { ...exampleLetter(), cornerStamp: 'MẬT' }],
    [
      'cell',
      {
        ...exampleLetter(),
        body: [{ kind: 'table', columns: [{ title: 'A' }], rows: [['TUYỆT MẬT']] }],
      },
    ],
  ])('refused: %s', (_, value) => {
    expect(refusal(value).code).toBe('nd30.state_secret');
  });

  test.each(['Bảo mật thông tin', 'Đổi mật khẩu', 'danh mục bí mật nhà nước', 'mật', 'Độ mật: Thường', 'mật ong'])(
    'an everyday word is no mark: %s',
    (text) => {
      expect(() => assertLetter(paragraph(text))).not.toThrow();
      expect(() => assertLetter({ ...exampleLetter(), secrecy: 'none' })).not.toThrow();
    },
  );
});
