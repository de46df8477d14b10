import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findDueDates } from '../src/index.ts';

const TODAY = '2021-03-22';

describe('deadlines in prose', () => {
  test.each([
    ['lập danh sách gửi trước ngày 02/4/2021.', '2021-04-01', true],
    ['báo cáo trước 01/4', '2021-03-31', true],
    ['trước ngày 02 tháng 4 năm 2021', '2021-04-01', true],
    ['gửi trước 17 giờ ngày 02/4/2021', '2021-04-02', false],
    ['gửi trước 16h30 ngày 02-4-21', '2021-04-02', false],
    ['chậm nhất ngày 31/3', '2021-03-31', false],
    ['đến hết ngày 31/03/2021', '2021-03-31', false],
    ['hạn cuối là 5.4.2021', '2021-04-05', false],
    ['Trước ngày 05/01 gửi về Văn phòng', '2022-01-04', true],
    ['trước ngày 01/3/2022', '2022-02-28', true],
    ['trước ngày 02/4/2021'.normalize('NFD'), '2021-04-01', true],
  ])('%s', (text, dueOn, isExclusive) => {
    expect(findDueDates(text, TODAY)).toMatchObject([{ dueOn, isExclusive }]);
  });

  test.each([
    'Căn cứ Công văn số 313/STTTT-BCVTCNTT ngày 12/3/2021',
    'họp ngày 05/4/2021',
    'trước ngày 31/02/2021',
    'trước đây 02 năm',
    'trước khi gửi 02/4 bản',
    'hội nghị hết 12/500 suất',
  ])('no deadline in: %s', (text) => {
    expect(findDueDates(text, TODAY)).toEqual([]);
  });

  test('all of them, in order, with their place', () => {
    const text = 'Mẫu 08 gửi trước ngày 02/4/2021; Mẫu 09 chậm nhất 10/4/2021.';
    const found = findDueDates(text, TODAY);
    expect(found.map((item) => item.dueOn)).toEqual(['2021-04-01', '2021-04-10']);
    expect(found.every((item) => text.startsWith(item.found, item.index))).toBe(true);
  });

  test('reads back any day written in any usual way', () => {
    const days = fc.date({
      min: new Date('2000-01-02T00:00:00Z'),
      max: new Date('2099-12-30T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(days, fc.constantFrom('/', '-', '.'), fc.boolean(), (date, mark, padded) => {
        const iso = date.toISOString().slice(0, 10);
        const [year = '', month = '', day = ''] = iso.split('-');
        const cut = (part: string): string => (padded ? part : String(Number(part)));
        const [found] = findDueDates(`xong trước ngày ${cut(day)}${mark}${cut(month)}${mark}${year}`, TODAY);
        const before = new Date(Date.parse(iso) - 86_400_000).toISOString().slice(0, 10);
        expect(found?.dueOn).toBe(before);
      }),
    );
  });

  test('long hostile text is read to its end: a quadratic reader would not come back in time', () => {
    expect(findDueDates('trước ngày '.repeat(40_000), TODAY)).toEqual([]);
    expect(findDueDates(`hạn${' '.repeat(100_000)}x`, TODAY)).toEqual([]);
  });
});
