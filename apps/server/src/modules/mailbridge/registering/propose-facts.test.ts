import { exampleLetter } from '@congvu/nd30';
import { renderPdf } from '@congvu/nd30/render';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readWords } from '#modules/files';
import { createLog } from '../../../platform/log.ts';
import { proposeFacts } from './propose-facts.ts';

const LETTER = [
  'UBND TỈNH LAI CHÂU   CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
  'SỞ THÔNG TIN VÀ TRUYỀN THÔNG   Độc lập - Tự do - Hạnh phúc',
  'Số: 315/ STTTT-BCVTCNTT   Lai Châu, ngày 19 tháng 3 năm 2021',
  'V/v cảnh báo thư điện tử giả mạo',
  'và rà soát mã độc',
  '\tKính gửi: Ủy ban nhân dân các huyện, thành phố',
].join('\n');

const DECISION = [
  '\tỦY BAN NHÂN DÂN   CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
  'HUYỆN TAM ĐƯỜNG   Độc lập - Tự do - Hạnh phúc',
  'Số: 07/QĐ-UBND   Tam Đường, ngày 02 tháng 3 năm 2021',
  'KHẨN',
  '\tQUYẾT ĐỊNH',
  '\tVề việc thành lập Tổ công tác',
  '\tCăn cứ Luật Tổ chức chính quyền địa phương;',
].join('\n');

test('a công văn tells number, day, issuer and what it is about', () => {
  expect(proposeFacts(LETTER)).toEqual({
    numberSymbol: '315/STTTT-BCVTCNTT',
    issuedOn: '2021-03-19',
    issuingAgencyName: 'SỞ THÔNG TIN VÀ TRUYỀN THÔNG',
    documentType: 'official_letter',
    abstract: 'cảnh báo thư điện tử giả mạo và rà soát mã độc',
    urgency: 'normal',
  });
});

test('a named type tells its title; a name of two lines is one issuer', () => {
  expect(proposeFacts(DECISION)).toEqual({
    numberSymbol: '07/QĐ-UBND',
    issuedOn: '2021-03-02',
    issuingAgencyName: 'ỦY BAN NHÂN DÂN HUYỆN TAM ĐƯỜNG',
    documentType: 'decision',
    abstract: 'Về việc thành lập Tổ công tác',
    urgency: 'urgent',
  });
});

test('what our own renderer prints is read back', async () => {
  const letter = { ...exampleLetter(), number: 12, issuedOn: '2021-03-22' };
  const { pdf } = await renderPdf(letter);
  const { pages } = await readWords({ log: createLog('silent') }, { agencyId: '', bytes: pdf });
  const facts = proposeFacts(pages[0] ?? '');
  expect(facts?.documentType).toBe(letter.type);
  expect(facts?.issuedOn).toBe(letter.issuedOn);
  expect(facts?.issuingAgencyName).toBe(letter.issuingAgency.join(' ').toLocaleUpperCase('vi'));
  expect(facts?.numberSymbol).toBe(`12/${letter.symbol}`);
  expect(facts?.abstract).toBe(letter.abstract);
});

test.each([
  ['no words', ''],
  ['a letter of a citizen', 'Tôi tên là Giàng A Páo, trú tại xã Bản Bo.\nNgày 10 tháng 3 năm 2021 tôi có nộp đơn.'],
  ['a day that is none', 'Ngày 31 tháng 2 năm 2021'],
])('%s proposes nothing', (_what, page) => {
  expect(proposeFacts(page)).toBeUndefined();
});

test('a day that does not exist is left open', () => {
  expect(proposeFacts(LETTER.replace('19 tháng 3', '31 tháng 2'))?.issuedOn).toBeNull();
});

test('whatever stands there, nothing is thrown and nothing is longer than the page', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      const facts = proposeFacts(`Số: 12/UBND\n${text}`);
      expect((facts?.abstract ?? '').length).toBeLessThanOrEqual(text.normalize('NFC').length);
    }),
  );
});
