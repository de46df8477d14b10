import { exampleLetter } from '@congvu/nd30';
import { renderPdf } from '@congvu/nd30/render';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPdfText, storeBytes } from '#modules/files';
import { readRealLetter } from '../../../../../packages/nd30/test/real-letter.testing.ts';
import { newId } from '../../platform/ids.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { type PageDeadline, readPageDeadlines } from './page-deadlines.ts';

const read = (...pages: string[]): PageDeadline[] => readPageDeadlines(pages, '2021-03-22');
const short = (found: PageDeadline[]) =>
  found.map(({ forms, subject, section, page }) => [forms, subject, section, page]);

describe('a passage', () => {
  test('in a part of its own: form, duty, part, page', () => {
    const found = read(
      '\t1. An toàn thông tin\n\t- Rà soát máy tính.',
      '2\n\t2. Hộp thư công vụ\n\t- Lập danh sách thu hồi và cấp mới hộp thư công vụ (theo Mẫu số 09, 10\ngửi kèm), gửi Phòng Văn hóa và Thông tin trước ngày\n02/4/2021 để tổng hợp. Không dùng thư miễn phí.',
    );
    expect(found).toEqual([
      {
        forms: 'Mẫu số 09, 10',
        subject: 'thu hồi và cấp mới hộp thư công vụ',
        found: 'trước ngày 02/4/2021',
        quote:
          '- Lập danh sách thu hồi và cấp mới hộp thư công vụ (theo Mẫu số 09, 10 gửi kèm), gửi Phòng Văn hóa và Thông tin trước ngày 02/4/2021 để tổng hợp',
        section: 'Mục 2. Hộp thư công vụ',
        page: 2,
      },
    ]);
  });

  test.each<[string, string, unknown[]]>([
    [
      'two duties of one sentence, the form of the dated one',
      '\t3. Hệ thống: lập danh sách thu hồi tài khoản theo Mẫu số 06, 07; lập danh sách tài khoản sửa trên điện thoại theo Mẫu số 08 gửi Phòng trước ngày 02/4/2021.',
      ['Mẫu số 08', 'tài khoản sửa trên điện thoại', 'Mục 3. Hệ thống', 1],
    ],
    [
      'the form in a note behind',
      '\tII. TÀI KHOẢN\n\t- Các cơ quan lập danh sách tài khoản theo mẫu gửi về UBND huyện trước ngày 02/4/2021 để tổng hợp.\n\t(Có mẫu số 08 kèm theo)',
      ['Mẫu số 08', 'tài khoản', 'Phần II. TÀI KHOẢN', 1],
    ],
    [
      'a note behind that names no form',
      '\t- Báo cáo kết quả thực hiện về UBND huyện trước ngày 02/4/2021.\n\t(Có Công văn số 08 kèm theo)',
      ['', 'Báo cáo kết quả thực hiện về UBND huyện', '', 1],
    ],
    [
      'the date first',
      '\tTrước ngày 30/4/2021, các xã tổng hợp số liệu theo mẫu số 03.',
      ['Mẫu số 03', 'các xã tổng hợp số liệu', '', 1],
    ],
    [
      'a range of forms',
      '\ta) Lập danh sách đề nghị cấp mới chứng thư số theo Mẫu từ 01 đến 05, hạn đến hết ngày 15/4/2021.',
      ['Mẫu số 01 đến 05', 'cấp mới chứng thư số', '', 1],
    ],
    [
      'a page without indents',
      '- Rà soát thiết bị.\n- Gửi kết quả rà soát thiết bị về huyện\nchậm nhất ngày 15/4.',
      ['', 'Gửi kết quả rà soát thiết bị về huyện', '', 1],
    ],
  ])('%s', (_what, page, expected) => {
    expect(short(read(page))).toEqual([expected]);
  });

  test('is not made of dates that set no limit', () => {
    expect(read('\tCăn cứ Công văn số 313/STTTT ngày 12/3/2021; theo Mẫu số 08 ban hành ngày 02/4/2021.')).toEqual([]);
  });

  test('a book of dates stays a short list; nothing a page holds makes it fail', () => {
    expect(read('\t- Gửi trước ngày 02/4/2021.\n'.repeat(500))).toHaveLength(20);
    const words = fc.constantFrom(
      'trước ngày 02/4',
      'Mẫu số 08',
      '; ',
      '. ',
      '(',
      ')',
      '\n',
      '\t',
      '3. ',
      'gửi',
      ' ',
      'Ậ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 40 }), (parts) => {
        for (const found of read(parts.join(''))) {
          expect(found.quote.normalize('NFC')).toContain(found.found.slice(0, 4));
        }
      }),
    );
  });

  test('reads a hostile page in a time that grows with its length', () => {
    const page = `\t${'(mẫu mẫu số '.repeat(20_000)}trước ngày 02/4/2021 ${'lập danh sách '.repeat(20_000)}`;
    expect(read(page)).toHaveLength(1);
  });
});

describe('the letter of the story', () => {
  const real = readRealLetter();
  if (real === undefined) {
    console.info('incoming: ../shared/letter is absent, reading the deadlines of its letter was left out');
  }
  let office: TestOffice;
  beforeAll(async () => {
    office = await createTestOffice();
  });
  afterAll(() => office.close());

  test.runIf(real !== undefined)('two duties before 02/4/2021, each with its part', async () => {
    const { pdf } = await renderPdf(real ?? exampleLetter());
    const { sha256 } = await storeBytes(office, pdf, 'Cong van.pdf', 'application/pdf');
    const { pages } = await readPdfText(office, { agencyId: newId(), sha256 });
    expect(short(readPageDeadlines(pages, '2021-03-22'))).toEqual([
      [
        'Mẫu số 08',
        'tài khoản sửa văn bản trên thiết bị máy Ipad, điện thoại di động',
        'Mục 3. Hệ thống quản lý văn bản và điều hành',
        3,
      ],
      ['', 'thu hồi, cấp mới thư điện tử công vụ', 'Mục 4. Thư điện tử công vụ', 3],
    ]);
  });
});
