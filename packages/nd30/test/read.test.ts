import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertLetter, letterFromPage, Nd30Error, type PageItem, type PageLine } from '../src/index.ts';

const line = (text: string, style: Partial<PageLine> = {}): PageItem => ({
  kind: 'line',
  side: 'full',
  text,
  ...style,
});
const left = (text: string, style: Partial<PageLine> = {}): PageItem => line(text, { side: 'left', ...style });
const right = (text: string, style: Partial<PageLine> = {}): PageItem => line(text, { side: 'right', ...style });

const HEAD: PageItem[] = [
  left('ỦY BAN NHÂN DÂN HUYỆN BẢN SEN'),
  left('PHÒNG VĂN HÓA VÀ THÔNG TIN', { bold: true }),
  right('CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM', { bold: true }),
  right('Độc lập - Tự do - Hạnh phúc', { bold: true }),
  left('Số: 07/ QĐ-VHTT'),
  right('Bản Sen, ngày 05 tháng 3 năm 2021', { italic: true }),
  left('HOẢ TỐC', { bold: true }),
];
const FOOT: PageItem[] = [
  left('Nơi nhận:', { bold: true }),
  left('- Như Điều 2;'),
  left('- Lưu: VT, VHTT.'),
  right('KT. TRƯỞNG PHÒNG', { bold: true }),
  right('PHÓ TRƯỞNG PHÒNG', { bold: true }),
  right('', {}),
  right('Nguyễn Thu Thủy', { bold: true }),
];

describe('letterFromPage', () => {
  test('finds the boxes of a decision', () => {
    const letter = letterFromPage([
      ...HEAD,
      line('QUYẾT ĐỊNH', { bold: true }),
      line('Về việc ban hành quy chế', { bold: true }),
      line('TRƯỞNG PHÒNG VĂN HÓA VÀ THÔNG TIN', { bold: true }),
      line('Căn cứ Luật Tổ chức chính quyền địa phương;', { italic: true }),
      line('QUYẾT ĐỊNH:', { bold: true }),
      line('Chương I', { bold: true }),
      line('QUY ĐỊNH CHUNG', { bold: true }),
      line('Điều 1. Ban hành kèm theo Phụ lục.'),
      line('Điều 2. Hiệu lực', { bold: true }),
      line('1. Quyết định này có hiệu lực từ ngày ký:'),
      line('a) Điểm thứ nhất;'),
      line('- Ý thứ nhất./.'),
      {
        kind: 'table',
        rows: [
          ['STT', 'Tên'],
          ['1', 'A'],
        ],
      },
      ...FOOT,
      line('Phụ lục I', { bold: true }),
      line('DANH SÁCH', { bold: true }),
      line('(Kèm theo Quyết định số …)', { italic: true }),
      line('Nội dung'),
    ]);
    expect(() => assertLetter(letter)).not.toThrow();
    expect(letter).toEqual({
      type: 'decision',
      governingBody: ['ỦY BAN NHÂN DÂN HUYỆN BẢN SEN'],
      issuingAgency: ['PHÒNG VĂN HÓA VÀ THÔNG TIN'],
      number: 7,
      symbol: 'QĐ-VHTT',
      placeOfIssue: 'Bản Sen',
      issuedOn: '2021-03-05',
      urgency: 'express',
      abstract: 'Về việc ban hành quy chế',
      addressees: [],
      authority: ['TRƯỞNG PHÒNG VĂN HÓA VÀ THÔNG TIN'],
      legalBases: ['Căn cứ Luật Tổ chức chính quyền địa phương;'],
      body: [
        { kind: 'chapter', number: 'I', title: 'QUY ĐỊNH CHUNG' },
        { kind: 'article', number: 1, text: 'Ban hành kèm theo Phụ lục.' },
        { kind: 'article', number: 2, title: 'Hiệu lực' },
        { kind: 'clause', number: 1, text: 'Quyết định này có hiệu lực từ ngày ký:' },
        { kind: 'point', mark: 'a', text: 'Điểm thứ nhất;' },
        { kind: 'bullet', text: 'Ý thứ nhất./.' },
        { kind: 'table', columns: [{ title: 'STT' }, { title: 'Tên' }], rows: [['1', 'A']] },
      ],
      recipients: ['Như Điều 2'],
      filingNote: 'VT, VHTT',
      signatory: { lines: ['KT. TRƯỞNG PHÒNG', 'PHÓ TRƯỞNG PHÒNG'], name: 'Nguyễn Thu Thủy' },
      appendices: [{ title: 'DANH SÁCH', body: [{ kind: 'paragraph', text: 'Nội dung' }] }],
    });
  });

  test('refuses a page that is no official letter', () => {
    for (const items of [[], [line('Xin chào')], HEAD]) {
      expect(() => letterFromPage(items)).toThrow(
        expect.objectContaining({ code: 'nd30.unreadable_document' }) as Nd30Error,
      );
    }
  });

  test('never throws anything but its own error, and what it reads can be judged', () => {
    const words = fc.constantFrom(
      'Số: 1/UBND',
      'Kính gửi:',
      '- A;',
      'QUYẾT ĐỊNH',
      'QUYẾT ĐỊNH:',
      'Căn cứ A;',
      'Điều 1. B',
      'Chương I',
      'Phụ lục',
      'Nơi nhận:',
      'TM. ỦY BAN',
      ', ngày 9 tháng 99 năm 2021',
      '',
    );
    const item: fc.Arbitrary<PageItem> = fc.oneof(
      fc.record({
        kind: fc.constant('line' as const),
        text: fc.oneof(words, fc.string()),
        side: fc.constantFrom('left' as const, 'right' as const, 'full' as const),
        bold: fc.boolean(),
      }),
      fc.record({
        kind: fc.constant('table' as const),
        rows: fc.array(fc.array(fc.string(), { maxLength: 3 }), { maxLength: 3 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 30 }), (items) => {
        try {
          assertLetter(letterFromPage([...HEAD, ...items]));
        } catch (error) {
          expect(error).toBeInstanceOf(Nd30Error);
        }
      }),
      { numRuns: 300 },
    );
  });
});
