import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formLabels, formsNamedIn, formsPhrase, readAskedForms } from './form-words.ts';

describe('forms named in words', () => {
  test.each<[string, string[]]>([
    ['(Có mẫu số 08 kèm theo)', ['M08']],
    ['Có Mẫu số 6 kèm theo', ['M06']],
    ['(Theo Mẫu từ 01 đến 05 kèm theo)', ['M01', 'M02', 'M03', 'M04', 'M05']],
    ['theo các mẫu từ số 06 đến số 10', ['M06', 'M07', 'M08', 'M09', 'M10']],
    ['Mẫu số 06 đến Mẫu số 08', ['M06', 'M07', 'M08']],
    ['mẫu số 06, 07', ['M06', 'M07']],
    ['Mẫu số 06, 07 và 09; Mẫu 01', ['M01', 'M06', 'M07', 'M09']],
    ['Mẫu 06–08, 10', ['M06', 'M07', 'M08', 'M10']],
    ['mẫu biểu số 09', ['M09']],
    ['MẪU SỐ 10', ['M10']],
    ['Mẫu số 09, mẫu số 10', ['M09', 'M10']],
    ['Mẫu số 08 đến 12', ['M08', 'M09', 'M10']],
    ['Mẫu số 10 đến 06', []],
    // Numbers of documents and forms of other sets are not ours.
    ['Mẫu số 06/2021', []],
    ['mẫu số 15', []],
    ['Công văn số 06, 07', []],
    ['biểu mẫu kèm theo', []],
    ['theo mẫu kèm theo 02 bản', []],
  ])('%s', (text, forms) => {
    expect(formsNamedIn(text)).toEqual(forms);
    expect(formsNamedIn(text.normalize('NFD'))).toEqual(forms);
  });

  test('whatever a page holds, only forms come out, each once and in order', () => {
    const words = fc.constantFrom(
      'Mẫu số ',
      'mẫu ',
      'từ ',
      '06',
      '10',
      '1',
      '99',
      ' đến ',
      ', ',
      ' và ',
      '-',
      '/',
      'số ',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
        const found = formsNamedIn(parts.join(''));
        expect(found).toEqual([...new Set(found)].sort());
        expect(found.every((code) => /^M(?:0[1-9]|10)$/.test(code))).toBe(true);
      }),
    );
    expect(formsNamedIn(`mẫu số ${'06, '.repeat(50_000)}`)).toEqual(['M06']);
  });
});

/** The order of the letter of 2021: what has no day, what has one, and what is asked for by a form that is not numbered. */
const LETTER = [
  'Thực hiện Công văn số 313/STTTT ngày 12/3/2021, các cơ quan thực hiện các nội dung sau:',
  '1. Bảo mật thông tin',
  '- Rà quét máy tính theo hướng dẫn.',
  '2. Về sử dụng chữ ký số',
  '- Lập danh sách cấp mới, gia hạn, thu hồi chữ ký số gửi về huyện.',
  '(Theo Mẫu từ 01 đến 05 kèm theo)',
  '3. Hệ thống quản lý văn bản và điều hành',
  '- Lập danh sách đề nghị cấp mới, thu hồi tài khoản theo mẫu kèm theo gửi về huyện.',
  '(Có mẫu số 06, 07 kèm theo)',
  '- Lập danh sách tài khoản sửa văn bản trên máy Ipad, điện thoại di động theo mẫu gửi về huyện trước ngày 02/4/2021.',
  '(Có mẫu số 08 kèm theo)',
  '4. Thư điện tử công vụ',
  '- Lập danh sách thu hồi, cấp mới thư điện tử công vụ theo mẫu gửi về huyện trước ngày 02/4/2021 để tổng hợp.',
  '5. Giao Phòng Văn hóa và Thông tin đôn đốc, kiểm tra.',
];

describe('what a letter asks for', () => {
  test('the parts that set a day, with the forms they name and those they mean', () => {
    expect(readAskedForms(LETTER, '2021-03-22')).toEqual({
      forms: ['M06', 'M07', 'M08', 'M09', 'M10'],
      dueBefore: '2021-04-02',
    });
  });

  test.each<[string, string[], string[], string | null]>([
    ['no day: everything that is named', ['Lập danh sách theo Mẫu số 06.', '2. Theo Mẫu 01.'], ['M01', 'M06'], null],
    ['a day inside: the day after is late', ['Gửi Mẫu số 07 chậm nhất ngày 15/4/2021.'], ['M07'], '2021-04-16'],
    [
      'two days: the first',
      ['1. Mẫu số 07 trước ngày 05/4.', '2. Mẫu số 09 trước ngày 02/4.'],
      ['M07', 'M09'],
      '2021-04-02',
    ],
    [
      'the day stands in a part without forms',
      ['Theo Mẫu số 08.', '2. Gửi trước ngày 02/4/2021.'],
      ['M08'],
      '2021-04-02',
    ],
    [
      'an abstract',
      ['V/v lập danh sách Mẫu số 06 đến 10, gửi trước ngày 02/4'],
      ['M06', 'M07', 'M08', 'M09', 'M10'],
      '2021-04-02',
    ],
    ['nothing', ['Về việc nghỉ Tết'], [], null],
    [
      'a form not said, about accounts',
      ['Lập danh sách thu hồi tài khoản theo mẫu, trước ngày 02/4/2021'],
      ['M07'],
      '2021-04-02',
    ],
  ])('%s', (_what, paragraphs, forms, dueBefore) => {
    expect(readAskedForms(paragraphs, '2021-03-22')).toEqual({ forms, dueBefore });
  });
});

test.each<[string[], string]>([
  [['M06', 'M07', 'M08', 'M09', 'M10'], 'Mẫu số 06 đến 10'],
  [['M08'], 'Mẫu số 08'],
  [['M06', 'M07'], 'Mẫu số 06 và 07'],
  [['M06', 'M08', 'M10'], 'Mẫu số 06, 08 và 10'],
  [['M06', 'M07', 'M08', 'M10'], 'Mẫu số 06 đến 08 và 10'],
  [['M01', 'M03', 'M06'], 'Mẫu 01 và 03, Mẫu số 06'],
])('%j is said as %s', (codes, phrase) => {
  expect(formsPhrase(codes as Parameters<typeof formsPhrase>[0])).toBe(phrase);
  expect(formsNamedIn(phrase)).toEqual(codes);
});

test('labels as printed', () => {
  expect(formLabels('M06').formLabel).toBe('Mẫu số 06');
  expect(formLabels('M01').formLabel).toBe('Mẫu 01');
});
