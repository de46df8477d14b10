import { describe, expect, test } from 'vitest';
import { assertNoStateSecret, findStateSecret } from './state-secret.ts';

function inText(text: string) {
  return findStateSecret({ texts: [{ place: 'Nội dung', text }] });
}

const ORDINARY = [
  'V/v tăng cường ứng dụng công nghệ thông tin và bảo mật thông tin',
  'Đặt lại mật khẩu thư điện tử công vụ, khôi phục mật khẩu và thu hồi chữ ký số',
  '(trừ văn bản điện tử chứa thông tin thuộc danh mục bí mật nhà nước)',
  'Mật độ dân số của huyện là 60 người/km2',
  'MẬT ĐỘ DÂN SỐ',
  'MẬT KHẨU WIFI',
  'BẢO VỆ BÍ MẬT NHÀ NƯỚC',
  'Luật Bảo vệ bí mật nhà nước ngày 15 tháng 11 năm 2018',
  'Thư mật thiết, thư mục, mật ong, mật mía',
  'Bảo mật',
  'BẢO MẬT',
  'Độ mật: Thường',
  'Độ mật: không',
  'độ bảo mật của mật khẩu',
  'Cục chứng thư số và bảo mật thông tin - Ban Cơ yếu Chính phủ',
  'Quy định về việc đóng dấu chỉ các độ mật trên văn bản giấy',
  'Danh mục bí mật nhà nước độ Tuyệt mật được rà soát hằng năm.',
  'Cơ mật, thân mật, nội mật',
  'Mức độ: cao',
];

const MARKED: [string, string][] = [
  ['a stamp line', 'UBND HUYỆN\nMẬT\nSố: 12/BC-UBND'],
  ['a framed stamp', '[ TỐI MẬT ]'],
  ['top secret', 'TUYỆT MẬT'],
  ['title case alone', 'Tối mật'],
  ['a label', 'Độ mật: Mật'],
  ['a label in small letters', 'độ mật: tối mật'],
  ['a label without colon', 'Mức độ mật TUYỆT MẬT'],
  ['a label over two lines', 'Độ mật\nMật'],
  ['spaced letters', 'T Ố I   M Ậ T'],
  ['dotted letters', 'M.Ậ.T'],
  ['decomposed letters', 'TUYỆT MẬT'.normalize('NFD')],
  ['decomposed label', 'Độ mật: Mật'.normalize('NFD')],
  ['invisible characters', 'M\u200bẬ\u200bT'],
  ['hard spaces', 'TỐI\u00a0MẬT'],
  ['Cyrillic look-alikes', 'МẬТ'],
  ['beside the head of the letter', 'TUYỆT MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'],
  ['two columns', 'ỦY BAN NHÂN DÂN HUYỆN   TỐI MẬT'],
  ['a marked title', 'Báo cáo tình hình biên giới (Mật)'],
];

describe('a text', () => {
  test.each(ORDINARY)('passes: %s', (text) => {
    expect(inText(text)).toEqual([]);
    expect(inText(text.normalize('NFD'))).toEqual([]);
  });

  test.each(MARKED)('is stopped: %s', (_name, text) => {
    expect(inText(text)).not.toEqual([]);
  });
});

describe('a declared level', () => {
  test.each([
    'confidential',
    'secret',
    'top_secret',
    'mật',
    'Mật',
    'TỐI MẬT',
    'tuyệt mật',
    'tuyệt mật'.normalize('NFD'),
    1,
    3,
  ])('is stopped: %s', (declared) => {
    expect(findStateSecret({ declared })).toEqual([{ code: 'declared', place: 'Độ mật' }]);
  });

  test.each(['none', '', 'Thường', 'thường'.normalize('NFD'), 'Không', 0, null, undefined])(
    'passes: %s',
    (declared) => {
      expect(findStateSecret({ declared })).toEqual([]);
    },
  );
});

describe('a file name', () => {
  test.each([
    'MẬT.pdf',
    'MẬT - Kế hoạch phòng thủ.pdf',
    'Mật_bao cao.docx',
    'Báo cáo (Tối mật).pdf',
    'tuyet_mat.pdf',
    'TOI MAT ke hoach.pdf',
    'ke hoach TUYỆT MẬT 2021.pdf'.normalize('NFD'),
    'Phụ lục 1 - Mật.pdf',
  ])('is stopped: %s', (name) => {
    expect(findStateSecret({ fileNames: [name] })).toEqual([{ code: 'file_name', place: 'Tên tệp' }]);
  });

  test.each([
    'Mẫu 05 khôi phục mật khẩu.docx',
    'MẬT_KHẨU_wifi.txt',
    'Mật khẩu - hướng dẫn.pdf',
    'Quy chế bảo mật.pdf',
    'Quy chế - bảo mật.pdf',
    'mat bang.pdf',
    'Mật độ xây dựng.xlsx',
    'Bảo vệ bí mật nhà nước.pdf',
    'toi mat the.pdf',
  ])('passes: %s', (name) => {
    expect(findStateSecret({ fileNames: [name] })).toEqual([]);
  });
});

test('the refusal names the place, the law and the way, and nothing of the content', () => {
  const text = 'TUYỆT MẬT\nnội dung không được lộ';
  expect(() => assertNoStateSecret({ texts: [{ place: 'Trích yếu', text }] })).toThrow(
    /Trích yếu.*Luật Bảo vệ bí mật/s,
  );
  try {
    assertNoStateSecret({ texts: [{ place: 'Trích yếu', text }] });
  } catch (error) {
    expect(String(error)).not.toContain('không được lộ');
  }
});
