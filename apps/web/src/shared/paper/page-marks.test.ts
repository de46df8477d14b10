import { foldAccents } from '@congvu/vntext';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMarks, type PageMark } from './page-marks.ts';

const FOUND = 'trước ngày 02/4/2021';
const QUOTE = `lập danh sách theo Mẫu số 08 gửi về Phòng Văn hóa và Thông tin ${FOUND}`;

function mark(change: Partial<PageMark> = {}): PageMark {
  return { key: 'a', page: 1, found: FOUND, quote: QUOTE, ...change };
}

function marked(items: readonly string[], marks: readonly PageMark[]): string[] {
  return findMarks(items, marks).map(({ item, start, end }) => items[item]?.slice(start, end) ?? '');
}

function bare(text: string): string {
  return foldAccents(text).replace(/\s+/gu, '');
}

describe('findMarks', () => {
  it('takes the words out of items cut anywhere', () => {
    expect(marked([QUOTE.slice(0, -12), ' ', QUOTE.slice(-12), '.'], [mark()])).toEqual(['trước ng', 'ày 02/4/2021']);
  });

  it('leaves the same date outside the clause alone', () => {
    const items = [`Báo cáo ${FOUND}.`, `Các đơn vị ${QUOTE}.`, `Hoàn thành ${FOUND}.`];
    expect(findMarks(items, [mark()]).map(({ item }) => item)).toEqual([1]);
    expect(marked([`Báo cáo ${FOUND}.`], [mark()])).toEqual([]);
  });

  it('marks every time the clause names the date', () => {
    const quote = `gửi ${FOUND}, nhận ${FOUND}`;
    expect(marked([`Đề nghị ${quote}.`], [mark({ quote })])).toEqual([FOUND, FOUND]);
  });

  it('follows a clause over the border of a page, with the number of the page in between', () => {
    expect(marked(['2', `về Phòng Văn hóa và Thông tin ${FOUND}. Sau đó`], [mark()])).toEqual([FOUND]);
    expect(marked([`Mở đầu; ${QUOTE}`], [mark({ quote: `${QUOTE} qua Hộp thư công vụ` })])).toEqual([FOUND]);
    const stamped = [`Mở đầu; ${QUOTE}`, 'Chữ ký thử nghiệm'];
    expect(marked(stamped, [mark({ quote: `${QUOTE} qua Hộp thư công vụ` })])).toEqual([FOUND]);
    expect(marked(['2', `nội dung khác ${FOUND}. Sau đó`], [mark()])).toEqual([]);
  });

  it('finds the date behind a clause that was cut short', () => {
    const cut = mark({ quote: 'Các cơ quan, đơn vị rà soát…' });
    expect(marked([`Xong ${FOUND}. Các cơ quan, đơn vị rà soát lại, báo cáo ${FOUND}.`], [cut])).toEqual([FOUND]);
  });

  it('marks nothing for what does not stand on the page', () => {
    expect(findMarks([QUOTE], [mark({ found: '', quote: '' })])).toEqual([]);
    expect(findMarks([], [mark()])).toEqual([]);
  });

  it('finds exactly the words however the page writes, spaces and cuts them', () => {
    const word = fc.constantFrom('kế hoạch', 'Ủy ban', 'đơn vị', 'Mẫu số 09', 'thực hiện', FOUND, '02/4/2021');
    const sentence = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '));
    const cuts = fc.array(fc.nat({ max: 300 }), { maxLength: 12 });
    const way = fc.record({
      nfd: fc.boolean(),
      upper: fc.boolean(),
      gap: fc.constantFrom('', ' ', '  ', '\u00A0', '\n'),
    });
    fc.assert(
      fc.property(sentence, sentence, sentence, sentence, cuts, way, (before, lead, tail, after, places, how) => {
        const quote = `Riêng phần này ${lead} ${FOUND} ${tail} hết phần`;
        const written = `${before}. ${quote}. ${after}`.split(' ').join(how.gap);
        const text = how.upper ? written.toUpperCase() : written;
        const page = how.nfd ? text.normalize('NFD') : text;
        const borders = [0, ...places.filter((at) => at < page.length).sort((a, b) => a - b), page.length];
        const items = borders.slice(1).map((end, index) => page.slice(borders[index], end));
        const parts = findMarks(items, [mark({ quote })]);
        const times = bare(quote).split(bare(FOUND)).length - 1;
        expect(bare(marked(items, [mark({ quote })]).join(''))).toBe(bare(FOUND).repeat(times));
        const from = borders[parts[0]?.item ?? 0] ?? 0;
        const start = from + (parts[0]?.start ?? 0);
        expect(bare(page.slice(0, start)).length).toBe(bare(before).length + 1 + bare(quote).indexOf(bare(FOUND)));
      }),
    );
  });
});
