import { describe, expect, test } from 'vitest';
import { scoreOf } from '../src/score/score.ts';
import { isForeign } from '../src/words/language.ts';
import { likenessOf } from '../src/words/likeness.ts';

describe('the language of a letter', () => {
  test.each([
    ['English', 'Your mailbox is almost full. Please verify your account within 24 hours.'],
    [
      'English with names of Vietnam',
      'Dear Ms Nguyễn Thị Vân Anh, please find attached the minutes of our meeting in Tam Đường last week and the list of participants. We would be grateful for your comments before the end of the month, so that the report can be sent to all partners in time. Kind regards, Helen',
    ],
    ['German', 'Sehr geehrte Damen und Herren, anbei erhalten Sie unsere Rechnung für den vergangenen Monat.'],
    ['Spanish', 'Estimado cliente, su paquete está retenido en nuestro almacén por falta de pago de las tasas.'],
    ['Japanese', 'お客様のアカウントが 制限されました。 ご確認を お願いします。 よろしく お願いいたします。'],
  ])('%s is foreign', (_, text) => {
    expect(isForeign(text)).toBe(true);
  });

  test.each([
    ['with marks', 'Kính gửi các đơn vị, đề nghị báo cáo trước ngày 12 tháng này.'],
    ['without marks', 'Hop thu cua ban da day, vui long xac nhan tai khoan trong 24 gio.'],
    [
      'a few words and addresses',
      'Chuyển anh xử lý. CV 1125: https://vanban-moi.example/download/file-name-in-english-words',
    ],
    [
      'of an office that writes both',
      'Giấy mời họp: Workshop on climate change. Kính mời các đồng chí đến dự tại hội trường xã.',
    ],
    ['nothing', ''],
    ['too little to tell', 'Invoice attached'],
  ])('Vietnamese %s is not', (_, text) => {
    expect(isForeign(text)).toBe(false);
  });

  test('its words are those of such letters: the table of the other language knows them little', () => {
    const vietnamese = 'Xác minh tài khoản ngay để tránh bị khóa, vui lòng đăng nhập';
    expect(likenessOf(vietnamese).score).toBeGreaterThan(likenessOf(vietnamese, true).score);
    const english = 'We were unable to process your payment, update your billing details to avoid suspension';
    expect(likenessOf(english, true).telling).not.toEqual(likenessOf(english).telling);
  });

  test.each([
    ['stranger', true],
    ['known', false],
    ['other', false],
  ] as const)('of a %s it asks for more against the letter: %s', (kind, asksMore) => {
    const scoreWhere = (isForeign: boolean): number => scoreOf([], { kind, isForeign });
    expect(scoreWhere(true) < scoreWhere(false)).toBe(asksMore);
  });
});
